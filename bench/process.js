// Runs a program of Node and says what it cost.
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const report = fileURLToPath(new URL('report-memory.cjs', import.meta.url));

const env = {...process.env, NO_COLOR: '1'};
// It alone adds some 40 ms to every start of Node 20 and would flatter every ratio.
delete env.NODE_EXTRA_CA_CERTS;

/**
 * Waits for `node ARGS...` and gives what it printed (where that is asked for), the milliseconds it took and its peak
 * memory in MB (where that is asked for). Throws when it ends with a code that is not accepted.
 */
export function runNode(args, {output = false, memory = false, accepts = [0]} = {}) {
  const stdout = output ? 'pipe' : 'ignore';
  const stdio = ['ignore', stdout, 'pipe', ...(memory ? ['pipe'] : [])];
  const start = process.hrtime.bigint();
  const ran = spawnSync(process.execPath, memory ? ['--require', report, ...args] : args, {
    env,
    stdio,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const {status, signal, stderr, error} = ran;
  if (!accepts.includes(status))
    throw new Error(`${args.join(' ')} ended with ${status ?? signal ?? error}: ${stderr.slice(-2000)}`);
  return {milliseconds, stdout: ran.stdout, megabytes: memory ? Number(ran.output[3]) / 1024 : undefined};
}

export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {writeFakeKubectl} from '../testing/kubectl.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {connectionArguments, runKubectl} from './kubectl.ts';

const test = suite('kubectl');
const temporary = temporaryDirectory();
const limits = {milliseconds: 10_000, bytes: 1_000_000};

test.after(() => temporary.remove());

test('connection flags keep their values as they are, each in one word', () => {
  const flags = {context: 'a b', kubeconfig: '--x', as: '', asGroup: ['g1', 'g2'], requestTimeout: '5s'};
  assert.equal(connectionArguments(flags), [
    '--context=a b',
    '--kubeconfig=--x',
    '--as=',
    '--request-timeout=5s',
    '--as-group=g1',
    '--as-group=g2',
  ]);
  assert.equal(connectionArguments({}), []);
});

test('no word is seen by a shell, and standard input is closed', async () => {
  const words = ['-e', 'process.stdin.on("end", () => console.log(JSON.stringify(process.argv))).resume()', '--'];
  const odd = ['$(touch x)', '; exit 3', '*', '', "'", 'two words'];
  const result = await runKubectl(process.execPath, [...words, ...odd], limits);
  assert.is(result.outcome, 'exit');
  if (result.outcome === 'exit') assert.equal(JSON.parse(String(result.stdout)).slice(1), odd);
});

test('exit code and both outputs come back', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'plain'), [
    {when: 'get pods', stdout: 'partial', stderr: 'because', exit: 1},
  ]);
  const result = await runKubectl(fake.path, ['get', 'pods'], limits);
  assert.equal(result, {outcome: 'exit', code: 1, stdout: Buffer.from('partial'), stderr: 'because'});
  assert.equal(fake.calls(), ['get pods']);
});

test('a program that is not there, is no program or is a directory', async () => {
  const file = join(temporary.path, 'no-program');
  const directory = join(temporary.path, 'directory');
  writeFileSync(file, 'x');
  mkdirSync(directory);
  assert.equal(await runKubectl('', [], limits), {outcome: 'not-started', code: 'ERR_INVALID_ARG_VALUE'});
  assert.equal(await runKubectl('kubectl', ['\0'], limits), {outcome: 'not-started', code: 'ERR_INVALID_ARG_VALUE'});
  for (const [path, code] of [
    [join(temporary.path, 'gone'), 'ENOENT'],
    [file, 'EACCES'],
    [directory, 'EACCES'],
  ] as const) {
    assert.equal(await runKubectl(path, [], limits), {outcome: 'not-started', code});
  }
});

test('a program that hangs is killed', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'hanging'), [{when: '*', run: 'exec sleep 20'}]);
  const started = performance.now();
  const result = await runKubectl(fake.path, ['get'], {milliseconds: 150, bytes: 100});
  assert.equal(result, {outcome: 'timeout', seconds: 0.15});
  assert.ok(performance.now() - started < 5000);
});

test('a grandchild that stays is not waited for', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'grandchild'), [
    {when: 'stderr', run: 'echo done; sleep 3 > /dev/null & exit 0'},
    {when: 'both', run: 'sleep 3 & exit 0'},
  ]);
  const started = performance.now();
  const short = {milliseconds: 1000, bytes: 100};
  assert.is((await runKubectl(fake.path, ['stderr'], short)).outcome, 'exit');
  assert.ok(performance.now() - started < 900);
  assert.is((await runKubectl(fake.path, ['both'], {...short, milliseconds: 300})).outcome, 'timeout');
  assert.ok(performance.now() - started < 2500);
});

test('endless output is cut, endless complaints are not kept', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'endless'), [
    {when: 'out', run: 'exec cat /dev/zero'},
    {when: 'err', run: 'head -c 3000000 /dev/zero >&2; exit 1'},
  ]);
  assert.equal(await runKubectl(fake.path, ['out'], limits), {outcome: 'too-large', bytes: 1_000_000});
  const result = await runKubectl(fake.path, ['err'], limits);
  assert.ok(result.outcome === 'exit' && result.stderr.length === 65_536);
});

test('a run can be given up, before and after its start', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'abort'), [{when: '*', run: 'exec sleep 20'}]);
  const controller = new AbortController();
  const running = runKubectl(fake.path, ['get'], {...limits, signal: controller.signal});
  setTimeout(() => controller.abort(), 20);
  assert.equal(await running, {outcome: 'aborted'});
  assert.equal(await runKubectl(fake.path, ['get'], {...limits, signal: controller.signal}), {outcome: 'aborted'});
});

test('a signal is told apart from an exit code', async () => {
  const fake = writeFakeKubectl(join(temporary.path, 'killed'), [{when: '*', run: 'kill -TERM $$'}]);
  assert.equal(await runKubectl(fake.path, ['get'], limits), {outcome: 'killed', signal: 'SIGTERM', stderr: ''});
});

test.run();

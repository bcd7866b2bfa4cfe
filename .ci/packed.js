// The archive that would be published installs into an empty project and answers, with its licence inside.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from './setup.js';

const folder = mkdtempSync(join(tmpdir(), 'netpol-packed-'));

function run(program, args, cwd = folder) {
  const {status, stdout, stderr} = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: {...process.env, NO_COLOR: '1'},
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function expect(text, pattern) {
  if (!pattern.test(text)) throw new Error(`expected ${pattern} in:\n${text}`);
}

try {
  run('npm', ['pack', '--pack-destination', folder], root);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const files = run('tar', ['-tzf', archive]);
  for (const wanted of ['package/LICENSE', 'package/README.md', 'package/oclif.manifest.json', 'package/bin/run.js']) {
    expect(files, new RegExp(`^${wanted}$`, 'm'));
  }
  if (/\.test\.js$|\/testing\//m.test(files)) throw new Error('the archive holds tests');
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, archive)]);
  const bin = join(folder, 'node_modules/.bin');
  expect(run(join(bin, 'kubectl-netpol'), ['--version']), /^kubectl-netpol\/\d+\.\d+\.\d+/);
  writeFileSync(
    join(folder, 'policy.yaml'),
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\nspec: {podSelector: {}}\n',
  );
  expect(
    run(join(bin, 'kubectl-netpol'), ['convert', '--to', 'calico', '-f', 'policy.yaml']),
    /projectcalico\.org\/v3/,
  );
  expect(run(join(bin, 'kubectl_complete-netpol'), ['con']), /^convert\t.*\n(.*\n)*:\d+$/m);
} finally {
  rmSync(folder, {recursive: true});
  rmSync(join(root, 'oclif.manifest.json'), {force: true});
}

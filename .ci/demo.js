// `npm run demo`: sets up, then does the main job on the users' own files: converts and evaluates them. Fails when a
// command ends otherwise than it must.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {build} from './build.js';
import {root, setUp} from './setup.js';

setUp();
await build();

const seeds = '../shared/testdata';
const canal = `${seeds}/seeds/calico-on-flannel`;
const starwars = `${seeds}/seeds/starwars`;
const terraform = `${seeds}/terraform-seed/05-allow-from-namespaces-variable`;

if (!existsSync(join(root, seeds))) {
  console.error(`the seed files are missing: ${seeds} lies beside the project`);
  process.exit(1);
}

/** What is shown, the command as a user types it, and the exit code it must have. */
const steps = [
  [
    'A Kubernetes policy as Calico',
    `convert --to calico -f ${canal}/policies-fixed.yaml -f ${canal}/workloads.yaml`,
    0,
  ],
  [
    'The same as Cilium: an ipBlock never matches pods there, so it is refused',
    `convert --to cilium -f ${canal}/policies-fixed.yaml`,
    1,
  ],
  ['... unless narrower is what you want', `convert --to cilium --allow narrower -f ${canal}/policies-fixed.yaml`, 0],
  [
    'A Terraform folder with a variable file as YAML',
    `convert --to kubernetes -f ${terraform} --var-file ${terraform}/two-namespaces.tfvars`,
    0,
  ],
  [
    'The Star Wars policy as Kubernetes: layer 7 cannot be said there',
    `convert --to kubernetes -f ${starwars}/policies.yaml -f ${starwars}/workloads.yaml`,
    1,
  ],
  [
    '... with the port open to every request',
    `convert --to kubernetes --allow wider -f ${starwars}/policies.yaml -f ${starwars}/workloads.yaml`,
    0,
  ],
  [
    'What really holds for one workload',
    `describe-effective default/deathstar -f ${starwars}/policies.yaml -f ${starwars}/workloads.yaml`,
    0,
  ],
];

for (const [title, command, expected] of steps) {
  console.log(`\n# ${title}\n$ kubectl netpol ${command}`);
  const {status, stdout, stderr} = spawnSync(process.execPath, ['bin/run.js', ...command.split(' ')], {
    cwd: root,
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  process.stdout.write(stderr);
  if (status !== expected) {
    console.error(`ended with ${status}, expected ${expected}`);
    process.exitCode = 1;
  }
}

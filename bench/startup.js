// Prints what starting costs as a ratio to `node -e 0`, measured in turn in the same run, so that the figures hold
// on any machine. With --check it fails above the limits. Needs a build (npm run build).
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {median, runNode} from './process.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const runJs = join(root, 'bin/run.js');
const completeJs = join(root, 'bin/complete.js');
const rounds = Number(process.env.ROUNDS ?? 15);

const folder = mkdtempSync(join(tmpdir(), 'netpol-bench-'));
const yaml = join(folder, 'policy.yaml');
writeFileSync(
  yaml,
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {app: front}}}], ports: [{port: 80, protocol: TCP}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`,
);
const hcl = join(folder, 'main.tf');
writeFileSync(
  hcl,
  `resource "kubernetes_network_policy_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
  }
}
`,
);

// What is asked, the target and the limit that fails the build, as multiples of `node -e 0`.
const cases = [
  {name: '--version', args: [runJs, '--version'], target: 4.5, limit: 6},
  {name: '--help', args: [runJs, '--help'], target: 4.5, limit: 6},
  {name: 'completion', args: [completeJs, 'con'], target: 4.5, limit: 6},
  {
    name: 'describe-effective, one YAML file',
    args: [runJs, 'describe-effective', '-f', yaml, 'shop/web'],
    target: 5.5,
    limit: 7,
  },
  {name: 'convert, one YAML file', args: [runJs, 'convert', '--to', 'calico', '-f', yaml], target: 5.5, limit: 7},
  {name: 'convert, one HCL file', args: [runJs, 'convert', '--to', 'kubernetes', '-f', hcl], target: 12, limit: 15},
];

const time = (args) => runNode(args).milliseconds;

let failed = 0;
try {
  const times = new Map([['base', []], ...cases.map(({name}) => [name, []])]);
  const ratios = new Map(cases.map(({name}) => [name, []]));
  time(['-e', '0']);
  for (const {args} of cases) time(args);
  for (let round = 0; round < rounds; round++) {
    for (const {name, args} of cases) {
      const base = time(['-e', '0']);
      const taken = time(args);
      times.get('base').push(base);
      times.get(name).push(taken);
      ratios.get(name).push(taken / base);
    }
  }
  console.log(`node ${process.version}, ${rounds} rounds; node -e 0 takes ${median(times.get('base')).toFixed(0)} ms`);
  console.log(`${'WHAT'.padEnd(36)}MS     RATIO   TARGET   LIMIT`);
  for (const {name, target, limit} of cases) {
    const ratio = median(ratios.get(name));
    const mark = ratio > limit ? 'over the limit' : ratio > target ? 'over the target' : '';
    if (ratio > limit) failed++;
    const columns = [
      median(times.get(name)).toFixed(0).padEnd(7),
      ratio.toFixed(1).padEnd(8),
      `${target}`.padEnd(9),
      limit,
    ];
    console.log(`${name.padEnd(36)}${columns.join('')}   ${mark}`.trimEnd());
  }
} finally {
  rmSync(folder, {recursive: true});
}
if (process.argv.includes('--check') && failed > 0) process.exitCode = 1;

import {nearest} from '../base/near.ts';

export interface Verb {
  /** The question it answers. */
  readonly summary: string;
  /** What to type, most typical first. */
  readonly examples: readonly [string, ...string[]];
}

/** Every verb, told without loading it: help of the whole and the commands' own help read it here. */
export const verbs = {
  can: {
    summary: 'may this connection open? with the reason on both sides',
    examples: [
      'kubectl netpol can shop/web shop/db 5432 -f policies.yaml -f workloads.yaml',
      'kubectl netpol can shop/web external UDP:53',
      "kubectl netpol can web svc/api 80 -n shop --http 'GET /health'",
      'kubectl netpol can --connections intent.tsv --expect -f dump.json',
    ],
  },
  convert: {
    summary: 'say the same in another dialect, with a certificate',
    examples: [
      'kubectl netpol convert --to calico -f policies.yaml',
      'kubectl netpol convert --to kubernetes --allow wider -f cilium.yaml -f workloads.yaml',
      'kubectl netpol convert --to admin -f admin-policies.yaml',
      'kubectl netpol convert --to kubernetes -f infrastructure/ --output-dir manifests',
    ],
  },
  'describe-effective': {
    summary: 'what really holds for these workloads, from all policies together, and who decided it',
    examples: [
      'kubectl netpol describe-effective shop/web -f policies.yaml -f workloads.yaml',
      'kubectl netpol describe-effective -n shop -l app=web',
      'kubectl netpol describe-effective -A -o json',
    ],
  },
  diff: {
    summary: 'which connections appear, vanish or change between two inputs, and which policies cause it',
    examples: [
      'kubectl netpol diff old-policies.yaml new-policies.yaml -f workloads.yaml',
      'kubectl netpol diff cluster new-policies/',
      'kubectl netpol diff main/ branch/ --exit-code -o markdown',
    ],
  },
  matrix: {
    summary: 'who may talk to whom, on which ports',
    examples: [
      'kubectl netpol matrix -f policies.yaml -f workloads.yaml',
      'kubectl netpol matrix -A --to svc/db --port 5432 -o wide',
      'kubectl netpol matrix --external -f dump.json',
      'kubectl netpol matrix --focus ns/shop -o mermaid -f dump.json',
    ],
  },
  review: {
    summary: 'a Terraform plan as connection changes: opened, closed, unknown until apply',
    examples: [
      'kubectl netpol review plan.json -f workloads.yaml',
      'kubectl netpol review plan.json cluster --fail-on opened',
      'kubectl netpol review plan.json -f dump.json -o markdown',
    ],
  },
  migrate: {
    summary: "Rancher's project isolation or a Canal cluster, moved with a step plan and compared with what was",
    examples: [
      'kubectl netpol migrate --from rancher -f dump.json',
      'kubectl netpol migrate --from rancher --to cilium -f dump.json --output-dir moved',
      'kubectl netpol migrate --from canal --to calico',
      'kubectl netpol migrate --from rancher --to terraform -f dump.json -o json',
    ],
  },
  replay: {
    summary: 'would these recorded flows still pass?',
    examples: [
      'kubectl netpol replay flows.json -f dump.json',
      'kubectl netpol replay - -f new-policies/ -f workloads.yaml < flows.json',
      'kubectl netpol replay verdicts.tsv -f new-policies/ -f workloads.yaml -o json',
    ],
  },
} as const satisfies Readonly<Record<string, Verb>>;

/** Help of the whole: each verb with one example. */
export function verbsText(): string {
  return [
    'Reads Kubernetes, Calico, Cilium and Terraform network policies together: converts between them, says who may talk',
    'to whom and why. Files with -f, else the live cluster of kubectl. Nothing in a cluster is ever changed.',
    '',
    ...Object.entries(verbs).flatMap(([name, {summary, examples}]) => [
      `  ${name}: ${summary}`,
      `      ${examples[0]}`,
      '',
    ]),
    "See 'kubectl netpol VERB --help' for the flags of a verb.",
  ].join('\n');
}

/** Why a first word that is no verb is refused. */
export function unknownVerbText(word: string): string {
  const see = "See 'kubectl netpol --help' for the verbs.";
  if (word.startsWith('-')) return `flags come after the verb: kubectl netpol VERB ${word} ...\n${see}`;
  const near = nearest(word, Object.keys(verbs));
  const hint = near.length > 0 ? `, did you mean ${near.join(' or ')}?` : '';
  return `unknown verb ${JSON.stringify(word)}${hint}\n${see}`;
}

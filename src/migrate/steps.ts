import {sortedUnique} from '../base/order.ts';
import type {Policy} from '../ir/policy.ts';
import type {Migration, MigrationStep} from './migration.ts';
import {moveToCalico, moveToCilium} from './steps-of-cni.ts';

/**
 * What to do, in order: commands to run, what to check after each, how to go back (migration.md section 5). `files` are
 * the names of the result's files, in the order in which they are applied. Nothing here is run by us.
 */
export function migrationSteps(migration: Migration, files: readonly string[]): readonly MigrationStep[] {
  const {to, from, before} = migration;
  if (to === undefined || migration.outcome !== 'written') return [];
  const movesCni = (to === 'calico' || to === 'cilium') && before !== to;
  return [
    save(migration),
    ...(migration.offered.length > 0 ? [correct(migration)] : []),
    ...(to === 'cilium' && movesCni ? moveToCilium(apply(migration, files)) : [...apply(migration, files)]),
    ...(to === 'calico' && movesCni ? moveToCalico(again(migration)) : []),
    ...(from === 'rancher' && migration.isolation.generated.length > 0 ? [switchOff(migration)] : []),
    compare(migration),
    ...(from === 'rancher' ? [keep(migration)] : []),
  ];
}

const kinds =
  'namespaces,nodes,serviceaccounts,pods,services,endpointslices,deployments,replicasets,daemonsets,statefulsets,jobs,cronjobs';

function save({isolation: {users}}: Migration): MigrationStep {
  const policies = [`networkpolicies.${GROUP}`, ...kindsOf(users)].join(',');
  return {
    title: 'Save what is there',
    files: [],
    commands: [
      `kubectl get ${kinds},${policies} -A -o json > before.json`,
      `kubectl get ${policies} -A -o yaml > before-policies.yaml`,
    ],
    check: 'both files are there and not empty: kubectl netpol matrix -f before.json answers',
    undo: 'nothing was changed',
    notes: [
      'Other kinds of policies that the cluster holds belong into both files too; a kind that is missing loses all.',
    ],
  };
}

/** Kinds of Calico and Cilium by the groups in which the policies at hand are stored: a cluster may have one of two. */
function kindsOf(users: readonly Policy[]): readonly string[] {
  const groups = sortedUnique(users.map(({id}) => id.apiVersion.split('/')[0] ?? ''));
  return groups.flatMap((group) => {
    const plurals = group.endsWith('projectcalico.org') ? calicoKinds : group === 'cilium.io' ? ciliumKinds : [];
    return plurals.map((plural) => `${plural}.${group}`);
  });
}

/** With its group, since Calico has a kind of the same name. */
const GROUP = 'networking.k8s.io';
const calicoKinds = ['networkpolicies', 'globalnetworkpolicies', 'networksets', 'globalnetworksets', 'tiers'];
const ciliumKinds = ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'];

/** Every object that we write has this label. */
const MARK = 'app.kubernetes.io/managed-by=kubectl-netpol';

/** Where the corrected policies are written, beside the files of the result. */
export const OFFERED = 'offered/corrected-policies.yaml';

function correct({offered}: Migration): MigrationStep {
  return {
    title: 'Correct your own policies, or leave them as they are',
    files: [OFFERED],
    commands: [`kubectl diff -f ${OFFERED}`, `kubectl apply -f ${OFFERED}`],
    check:
      'kubectl netpol diff before.json cluster shows what the corrections open and close, the connections named above among it',
    undo: 'apply the old ones of before-policies.yaml, without their resourceVersion, and delete those of the file that were not there',
    notes: [
      `Policies that say otherwise than they mean, each corrected, here ${offered.length}; no other step needs them.`,
      'Where they are applied, run migrate again: the files of this plan are made of the policies as they are.',
    ],
  };
}

function apply({to}: Migration, files: readonly string[]): readonly MigrationStep[] {
  if (files.length === 0) return [];
  if (to === 'terraform') {
    return [
      {
        title: 'Apply the module',
        files,
        commands: ['terraform init', 'terraform plan -out plan', 'terraform apply plan'],
        check: `the plan only creates policies; kubectl get networkpolicies.${GROUP} -A -l ${MARK} lists them`,
        undo: 'terraform destroy',
        notes: ['The projects are variables of the module: whoever moves a namespace changes them.'],
      },
    ];
  }
  return [
    {
      title: 'Apply the new policies beside the old ones',
      files,
      commands: files.map((file) => `kubectl apply -f ${file}`),
      check:
        to === 'cilium'
          ? `kubectl get ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies -A -l ${MARK} lists as many`
          : 'kubectl netpol diff before.json cluster names no connection but those listed as meant',
      undo: `kubectl delete ${files.map((file) => `-f ${file}`).join(' ')}`,
      notes: [
        'Policies add up, so that nothing closes that Rancher or you have opened.',
        ...(to === 'calico'
          ? [
              'Where kubectl knows no projectcalico.org/v3, as on Canal without the API server of Calico: calicoctl apply -f.',
            ]
          : []),
      ],
    },
  ];
}

function switchOff({isolation: {generated}}: Migration): MigrationStep {
  return {
    title: 'Switch project isolation off in Rancher',
    files: [],
    commands: [
      'kubectl --context MANAGEMENT patch clusters.management.cattle.io CLUSTER --type merge -p \'{"spec":{"enableNetworkPolicy":false}}\'',
    ],
    check: `kubectl get networkpolicies.${GROUP} -A -l cattle.io/creator=norman prints nothing`,
    undo: 'the same command with true: Rancher makes its policies again',
    notes: [
      `Rancher deletes every policy labelled cattle.io/creator=norman, here ${generated.length}; the new ones must be there first.`,
    ],
  };
}

/** One run of diff judges both sides by one engine: where it has changed, each side is asked of its own. */
function compare({before, after}: Migration): MigrationStep {
  const both = [
    `kubectl netpol matrix -f before.json --cni ${before} -o csv > before.csv`,
    `kubectl netpol matrix --cni ${after} -o csv > after.csv`,
    'diff before.csv after.csv',
  ];
  return {
    title: 'Compare with what was',
    files: [],
    commands: before === after ? ['kubectl netpol diff before.json cluster'] : both,
    check: 'only the connections listed as meant differ',
    undo: 'go back step by step, the last one first',
    notes: ['Recorded flows say more: kubectl netpol replay FLOWS.'],
  };
}

/** The same question once more. */
function again({from, to, flags}: Migration): string {
  return ['kubectl netpol migrate', `--from ${from} --to ${to}`, ...flags, '--output-dir DIR'].join(' ');
}

function keep(migration: Migration): MigrationStep {
  return {
    title: 'Keep it up to date',
    files: [],
    commands: [again(migration)],
    check: 'a second run changes no file',
    undo: 'git revert',
    notes: [
      'Rancher no longer watches: run it again when a project, a node or a service with a node port comes or goes, and for kubernetes and terraform also when a namespace does.',
      'Whoever may label namespaces decides about projects: protect field.cattle.io/projectId, or copy it to a label of your own.',
    ],
  };
}

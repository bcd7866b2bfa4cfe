import type {JsonObject} from '../base/json.ts';
import type {PolicyId} from '../ir/policy.ts';
import type {Migration} from '../migrate/migration.ts';
import type {ChangedPair, Difference} from '../migrate/verify.ts';
import {certificateJson, witnessJson} from './certificate-json.ts';
import {lossJson} from './conversion-json.ts';
import {intendedText} from './intended-text.ts';
import {jsonParts} from './json-parts.ts';
import {differencesByReason, generatedCounts, type MigrationAnswer} from './migration-answer.ts';
import {replayJson} from './replay-json.ts';

/** The body of a `Migration` (cli.md section 3). What was refused holds no documents. */
export function migrationJson(answer: MigrationAnswer): JsonObject {
  const {migration, steps, files, replayed, context} = answer;
  const {losses, verification, companions, offered, outcome} = migration;
  const written = outcome === 'written' ? migration.files : [];
  const [hcl] = written.flatMap(({content}) => ('hcl' in content ? [content.hcl] : []));
  const documents = written.flatMap(({content}) => ('object' in content ? [content.object] : []));
  return {
    findings: findingsJson(migration),
    outcome,
    steps: steps.map((step): JsonObject => ({...step})),
    files: outcome === 'written' ? files : [],
    ...(hcl === undefined ? {documents} : {hcl}),
    offered,
    companions: companions.map(({name, explains, state}) => ({name, explains, state})),
    losses: losses.map((loss) => lossJson(loss, context)),
    ...(verification && {differences: differencesJson(answer)}),
    ...(verification && {
      projects: verification.projects.map(({project, certificate}) => ({
        project,
        certificate: certificateJson(certificate),
      })),
    }),
    ...(replayed && {flows: replayJson(replayed, context)}),
    certificate: verification ? certificateJson(verification.certificate) : null,
  };
}

function findingsJson(migration: Migration): JsonObject {
  const {from, to, before, after, running, isolation, corrections, everyone} = migration;
  const {projects, users, ours, nodes, without} = isolation;
  return {
    from,
    ...(to && {to}),
    engine: {before, after, running},
    isolation: isolation.state,
    projects: projects.isolated.map(({id, namespaces}) => ({id, namespaces})),
    system: projects.system ? {...projects.system} : null,
    withoutProject: projects.free,
    generated: generatedCounts(migration),
    written: ours.map(({id}) => idJson(id)),
    users: users.map(({id}) => idJson(id)),
    nodes: {addresses: nodes.cidrs, stale: nodes.stale, missing: nodes.missing},
    withoutProjectPolicy: without.project,
    withoutNodesPolicy: without.nodes,
    misplacedLabels: corrections.items.map(({policy, labels}) => ({...idJson(policy.id), labels})),
    everyoneSelected: everyone.items.map(({policy}) => idJson(policy.id)),
    witnesses: {
      misplacedLabels: corrections.witness && witnessJson(corrections.witness),
      everyoneSelected: everyone.witness && witnessJson(everyone.witness),
    },
  };
}

function idJson({dialect, kind, namespace, name}: PolicyId): JsonObject {
  return {dialect, kind, ...(namespace !== undefined && {namespace}), name};
}

function differencesJson({migration, context}: MigrationAnswer): JsonObject {
  const {verification} = migration;
  const {party, traffic, reference} = jsonParts(context);
  const pairJson = ({item, family}: ChangedPair): JsonObject => ({
    change: item.change,
    from: party(item.from),
    to: party(item.to),
    before: traffic(item.before),
    after: traffic(item.after),
    family,
  });
  const itemJson = (difference: Difference): JsonObject => ({
    ...pairJson(difference),
    reason: difference.reason ?? null,
    because: difference.item.because.map((each) => ({input: each.input, ...reference(each.reference)})),
  });
  const groups = differencesByReason(migration);
  const intended = groups.flatMap(({reason, differences}) =>
    reason ? [{reason, explains: intendedText(reason), count: differences.length}] : [],
  );
  const all = verification?.differences ?? [];
  return {
    compared: verification?.compared ?? 0,
    intended,
    unlisted: all.filter(({reason}) => !reason).length,
    ...(verification?.window && {openMeanwhile: verification.window.map(pairJson)}),
    items: all.map(itemJson),
  };
}

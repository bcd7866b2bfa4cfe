import {isObject, type Json, type JsonObject, type Path} from '../../src/base/json.ts';
import {type Direction, type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {Loss, WriteContext, WriteResult, WrittenObject} from '../dialect.ts';
import {profilePolicy} from './hosts/profiles.ts';
import {writeHostEndpoints, writeProfile} from './hosts/write.ts';
import {needsGlobal} from './write-entity.ts';
import {type NameTable, writeName} from './write-name.ts';
import {openTier, type Part, partsOf, usesOpenTier} from './write-parts.ts';
import {writeRule} from './write-rule.ts';
import {type WrittenSubject, writeSubject} from './write-subject.ts';
import {writeSets, writeTiers} from './write-world.ts';

/** Writes policies of any origin as `projectcalico.org/v3`, with the tiers and network sets they need (calico.md 11). */
export function writeCalico(policies: readonly Policy[], context: WriteContext): WriteResult {
  const names: NameTable = new Map();
  const open = usesOpenTier(policies);
  const results = policies.map((policy) => writePolicy(policy, {context, names, open}));
  const losses = results.flatMap((each) => each.losses);
  const objects = results.flatMap((each) => each.objects);
  const tiers = [...(open ? [openTier] : []), ...writeTiers(policies, context.world)];
  const from = policies.filter(({group}) => group.group === 'tier');
  const hosts = from.length > 0 ? writeHosts(context) : {objects: [], losses: []};
  const needed = [...tiers, ...writeSets(policies, context.world), ...hosts.objects].map((object) => ({object, from}));
  return {objects: [...needed, ...objects], losses: [...losses, ...hosts.losses]};
}

/** The host endpoints that policies of Calico may govern and find, with the profiles that they name. */
function writeHosts(context: WriteContext): {
  readonly objects: readonly JsonObject[];
  readonly losses: readonly Loss[];
} {
  const {world} = context;
  if (!world) return {objects: [], losses: []};
  const named = new Set(world.hostEndpoints.flatMap(({profiles}) => profiles));
  const profiles = world.endpointProfiles
    .filter(({name}) => named.has(name))
    .map((profile) => {
      const policy = profilePolicy(profile, 0);
      const [ingress, egress] = (['ingress', 'egress'] as const).map((name) =>
        writeDirection(policy, profile[name], name, {fields: {}}, context),
      );
      const losses = [...(ingress?.losses ?? []), ...(egress?.losses ?? [])];
      return {object: writeProfile(profile, ingress?.rules ?? [], egress?.rules ?? []), losses};
    });
  return {
    objects: [...profiles.map(({object}) => object), ...writeHostEndpoints(world)],
    losses: profiles.flatMap((each) => each.losses),
  };
}

interface Surroundings {
  readonly context: WriteContext;
  readonly names: NameTable;
  /** Some policy does not isolate, so that denies and such policies stand in a tier of their own. */
  readonly open: boolean;
}

function writePolicy(policy: Policy, surroundings: Surroundings): WriteResult {
  const namespaced = writeParts(policy, surroundings, false);
  const stuck = namespaced.losses.some(({code}) => code === needsGlobal.code);
  const written = stuck ? writeParts(policy, surroundings, true) : namespaced;
  return {...written, losses: [...written.losses, ...remainderLosses(policy)]};
}

function writeParts(policy: Policy, {context, names, open}: Surroundings, global: boolean): WriteResult {
  const subject = writeSubject(policy, global);
  if ('problem' in subject) {
    const effect = deniesAnything(policy) ? 'wider' : 'narrower';
    const {problem} = subject;
    const message = `${problem.message}; the policy is left out`;
    return {objects: [], losses: [{...problem, origin: policy.origin, effect, message}]};
  }
  const losses: Loss[] = [];
  const objects = partsOf(policy, open).map((part): WrittenObject => {
    const rules = (name: 'ingress' | 'egress'): readonly JsonObject[] | undefined => {
      const written = part[name] && writeDirection(policy, part[name], name, subject, context);
      losses.push(...(written?.losses ?? []));
      return written?.rules;
    };
    const spec = specOf(policy, part, subject, {ingress: rules('ingress'), egress: rules('egress')});
    const kind = kindOf(policy, subject);
    const name = writeName(policy, part.suffix, {namespace: subject.namespace, kind}, names);
    return {
      object: {apiVersion: 'projectcalico.org/v3', kind, metadata: metadataOf(policy, name, subject), spec},
      from: [policy],
    };
  });
  return {objects, losses};
}

/** A policy that is left out opens what it closed. */
function deniesAnything({ingress, egress}: Policy): boolean {
  return [ingress, egress].some((each) => each && (each.isolates || each.rules.some(({action}) => action === 'deny')));
}

function writeDirection(
  policy: Policy,
  direction: Direction,
  name: 'ingress' | 'egress',
  {namespace}: WrittenSubject,
  write: WriteContext,
): {readonly rules: readonly JsonObject[]; readonly losses: readonly Loss[]} {
  const own = policy.group.group === 'tier';
  const written = direction.rules.map((rule) => ({
    index: rule.index,
    ...writeRule(rule, {
      policy,
      namespace,
      direction: name,
      write,
      world: write.world,
      own,
      extra: annotationsOf(rule, policy),
    }),
  }));
  const rules = written.flatMap(({index, rules}) => rules.map((rule) => ({index, rule})));
  return {
    rules: joinPorts(rules).filter((rule, index, all) => !repeats(rule, all[index - 1])),
    losses: direction.dormant ? [] : written.flatMap(({losses}) => losses),
  };
}

/** One source rule with numbers and names of ports is read as two; it is written as one again (calico.md 6.4). */
function joinPorts(rules: readonly {readonly index: number; readonly rule: JsonObject}[]): readonly JsonObject[] {
  const joined: {index: number; rule: JsonObject}[] = [];
  for (const {index, rule} of rules) {
    const last = joined.at(-1);
    const together = last?.index === index ? joinedRule(last.rule, rule) : undefined;
    if (last && together) last.rule = together;
    else joined.push({index, rule});
  }
  return joined.map(({rule}) => rule);
}

function joinedRule(first: JsonObject, second: JsonObject): JsonObject | undefined {
  const [left, right] = [first['destination'], second['destination']];
  if (!isObject(left) || !isObject(right) || !Array.isArray(left['ports']) || !Array.isArray(right['ports'])) {
    return undefined;
  }
  const same = JSON.stringify({...first, destination: {...left, ports: right['ports']}}) === JSON.stringify(second);
  const ports = [...new Set([...left['ports'], ...right['ports']])];
  return same ? {...first, destination: {...left, ports}} : undefined;
}

/** A rule that says the same as the one before it says nothing. */
function repeats(rule: JsonObject, before: JsonObject | undefined): boolean {
  return before !== undefined && JSON.stringify(rule) === JSON.stringify(before);
}

function specOf(
  policy: Policy,
  part: Part,
  subject: WrittenSubject,
  rules: {readonly ingress: readonly JsonObject[] | undefined; readonly egress: readonly JsonObject[] | undefined},
): JsonObject {
  const {staged} = policy;
  const action = staged && staged !== 'set' ? staged.charAt(0).toUpperCase() + staged.slice(1) : undefined;
  const head = {
    ...(action !== undefined && {stagedAction: action}),
    ...(part.tier !== 'default' && {tier: part.tier}),
  };
  // Anything beside would be refused (calico.md 3.1).
  if (staged === 'delete') return head;
  return {
    ...head,
    ...(part.order !== undefined && {order: part.order}),
    ...subject.fields,
    ...kept(policy),
    ...(part.types.length > 0 && {types: part.types}),
    ...(rules.ingress && rules.ingress.length > 0 && {ingress: rules.ingress}),
    ...(rules.egress && rules.egress.length > 0 && {egress: rules.egress}),
  };
}

function kindOf({staged}: Policy, {namespace}: WrittenSubject): string {
  const plain = namespace === undefined ? 'GlobalNetworkPolicy' : 'NetworkPolicy';
  return staged ? `Staged${plain}` : plain;
}

/** What kubectl keeps about the source would be wrong about the result. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function metadataOf({labels, annotations}: Policy, name: string, {namespace}: WrittenSubject): JsonObject {
  const {[LAST_APPLIED]: _, ...rest} = annotations;
  return {
    name,
    ...(namespace !== undefined && {namespace}),
    ...(Object.keys(labels).length > 0 && {labels}),
    ...(Object.keys(rest).length > 0 && {annotations: rest}),
  };
}

const keptFields = ['doNotTrack', 'preDNAT', 'applyOnForward', 'performanceHints'];
const RULE_ANNOTATIONS = 'rule.metadata.annotations';

/** Fields of Calico's own policies that change nothing the IR knows of. */
function kept({id, remainder}: Policy): JsonObject {
  if (id.dialect !== 'calico') return {};
  const own = remainder.filter(({field}) => keptFields.includes(field));
  return Object.fromEntries(own.map(({field, value}): [string, Json] => [field, value]));
}

function annotationsOf(rule: Rule, policy: Policy): JsonObject {
  const {id, remainder} = policy;
  const place = writtenAt(policy, rule).path;
  if (id.dialect !== 'calico') return {};
  const own = remainder.find(({field, origin}) => field === RULE_ANNOTATIONS && startsWith(origin.path, place));
  return own ? {metadata: {annotations: own.value}} : {};
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}

/** What the reader could not say and this writer cannot either. What errs an unknown way is told as the worse one. */
function remainderLosses({id, remainder}: Policy): readonly Loss[] {
  const carried = (field: string): boolean =>
    id.dialect === 'calico' && (keptFields.includes(field) || field === RULE_ANNOTATIONS);
  return remainder
    .filter(({field}) => !carried(field))
    .map(({field, origin, effect}) => ({
      code: 'remainder',
      origin,
      effect: effect === 'unknown' ? 'wider' : effect,
      message: `${field} is not carried over`,
    }));
}

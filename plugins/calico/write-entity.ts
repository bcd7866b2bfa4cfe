import type {JsonObject} from '../../src/base/json.ts';
import {and, type Match, namespaceIs, printMatch, type ServiceReference} from '../../src/ir/match.ts';
import type {Action} from '../../src/ir/policy.ts';
import {setsHere} from '../../src/ir/sets-here.ts';
import type {World} from '../../src/ir/world.ts';
import {backendNets, clusterNets, hasOpenAddresses, insidersIn, nodeNets} from './addresses.ts';
import {exactly, type Problem, type Remark, type Said} from './losses.ts';
import {familiesOf} from './nets.ts';
import {type PeerParts, peerParts} from './peer-parts.ts';
import {fromMatch, NAME} from './selector/from-match.ts';
import {printPlain} from './selector/print.ts';

/** One side of a written rule, and the family that it is limited to where its nets do not say so. */
export interface WrittenEntity {
  readonly fields: JsonObject;
  readonly family?: 4 | 6;
}

export interface EntityContext {
  /** The namespace of the written policy; absent: a global one. */
  readonly namespace: string | undefined;
  readonly direction: 'ingress' | 'egress';
  readonly end: 'peer' | 'self';
  readonly action: Action;
  /** The traffic is that of the service which the peer is a backend of. */
  readonly servicePorts: boolean;
  readonly world: World | undefined;
}

/**
 * The sides that together say a match; a rule is written for each. An empty list: nobody is left to speak of. A match of
 * several alternatives is one selector where it can be, else one side an alternative.
 */
export function writeEntities(match: Match, context: EntityContext): Said<WrittenEntity> {
  if (match.is === 'true') return exactly([{fields: {}}]);
  if (match.is === 'false') return exactly<WrittenEntity>([]);
  const whole = writeOne(match, context);
  if ('exact' in whole || match.is !== 'or') return whole;
  const each = match.of.map((part) => writeEntities(part, context));
  const bad = each.find((said) => 'problem' in said);
  if (bad && 'problem' in bad) {
    const wider = each.map((said) => ('exact' in said ? said.exact : said.wider));
    const known = wider.filter((list) => list !== undefined);
    return {problem: bad.problem, wider: known.length === wider.length ? known.flat() : undefined};
  }
  return exactly(
    each.flatMap((said) => ('exact' in said ? said.exact : [])),
    each.flatMap((said) => ('exact' in said ? said.remarks : [])),
  );
}

function writeOne(given: Match, context: EntityContext): Said<WrittenEntity> {
  const {world, namespace = ''} = context;
  const {match, sets} = world ? setsHere(given, world, namespace, true) : {match: given, sets: []};
  if (match.is === 'false') return exactly<WrittenEntity>([]);
  const parts = peerParts(match);
  if (parts.kind === 'nobody') return exactly<WrittenEntity>([], [{...foreignParty, ...narrowing(context)}]);
  const problems = [...parts.problems];
  const remarks: Remark[] = sets.length > 0 ? [snapshot('addresses of sets', sets)] : [];
  const nets = placeNets(parts, context, problems, remarks);
  if (nets === 'built-in') return exactly<WrittenEntity>([], remarks);
  const labels = writeLabels(parts, context, problems);
  const services = parts.service && saysService(context) && {services: {...parts.service}};
  const fields = {...labels, ...services};
  const entities = byFamily(fields, nets.nets, nets.notNets);
  const [problem] = problems;
  return problem ? {problem, wider: entities} : exactly(entities, remarks);
}

/** Who is let in by such a rule has to be found out by the user; a deny of nobody loses nothing. */
function narrowing({action}: EntityContext): Pick<Remark, 'effect'> {
  return action === 'deny' ? {} : {effect: 'narrower'};
}

const foreignParty: Problem = {
  code: 'entity',
  message:
    'health checks, the ingress proxy, and endpoints that are initialised or not managed are parties of Cilium alone: ' +
    'nobody is one of them in a cluster of Calico, and the rule is left out for them',
};

interface Nets {
  readonly nets: readonly string[];
  readonly notNets: readonly string[];
}

/** Kinds other than pods have no labels here: they are known by address, from a snapshot of the world. */
function placeNets(
  parts: PeerParts,
  context: EntityContext,
  problems: Problem[],
  remarks: Remark[],
): Nets | 'built-in' {
  const {direction, end, world, action} = context;
  const {notNets, kind, service} = parts;
  const backends = parts.apiServer ? {namespace: 'default', name: 'kubernetes'} : service;
  const asNets = backends && (parts.apiServer || !saysService(context));
  const nets = asNets ? serviceNets(backends, parts.nets, world, problems, remarks) : parts.nets;
  if (kind === 'host') {
    const fromNodes = direction === 'ingress' && end === 'peer';
    if (fromNodes && action === 'deny' && parts.sameNode !== false) remarks.push(ownNodeAllowed);
    if (fromNodes && parts.sameNode === true) return 'built-in';
    const nodes = world ? nodeNets(world) : [];
    if (nodes.length === 0 || nets.length > 0) problems.push(unknownNodes);
    else remarks.push(snapshot('addresses of the nodes', nodes));
    if (parts.sameNode !== undefined && direction === 'egress') problems.push(nodeRelation);
    return nodes.length === 0 ? {nets, notNets} : {nets: nodes, notNets};
  }
  if (parts.sameNode !== undefined) problems.push(nodeRelation);
  if (kind !== 'external') return {nets, notNets};
  if (!world || world.endpoints.length === 0 || hasOpenAddresses(world)) {
    problems.push(nets.length > 0 ? netsOfPods : unknownCluster);
    return {nets, notNets};
  }
  const inside = nets.length > 0 ? insidersIn(world, nets, notNets) : clusterNets(world);
  if (inside.length === 0) return {nets, notNets};
  remarks.push(snapshot('addresses inside the cluster', inside));
  return {nets, notNets: [...new Set([...notNets, ...inside])]};
}

/**
 * A rule that names a service names its ports too where it stands for egress; other ports need the addresses behind it
 * (calico.md 6.5).
 */
function saysService({direction, servicePorts}: EntityContext): boolean {
  return direction === 'ingress' || servicePorts;
}

/** The addresses behind a service, from a snapshot of the world. */
function serviceNets(
  service: ServiceReference,
  nets: readonly string[],
  world: World | undefined,
  problems: Problem[],
  remarks: Remark[],
): readonly string[] {
  const name = `${service.namespace ?? ''}/${service.name}`;
  const found = world ? backendNets(world, service.namespace ?? '', service.name) : [];
  if (found.length > 0 && nets.length === 0) {
    remarks.push(snapshot(`addresses behind service ${name}`, found));
    return found;
  }
  problems.push({
    code: 'service-addresses-unknown',
    message: `the addresses behind service ${name} are needed here and not known`,
    suggestion: 'give its EndpointSlices too',
  });
  return nets;
}

const ownNodeAllowed: Remark = {
  code: 'own-node',
  effect: 'wider',
  message: 'Calico always lets a node into its own pods',
};

const unknownNodes: Problem = {
  code: 'node-addresses-unknown',
  message: 'Calico knows nodes by their addresses, and those are not known here',
  suggestion: 'give the Node objects too, or use host endpoints',
};

const nodeRelation: Problem = {
  code: 'same-node',
  message: 'Calico cannot say whether two ends are on the same node',
};

const netsOfPods: Problem = {
  code: 'addresses-of-pods',
  message:
    'the addresses mean outside parties only, while nets of Calico also match pods and nodes with such an address',
  suggestion: 'give the workloads and nodes too, so that their addresses can be left out',
};

const unknownCluster: Problem = {
  code: 'world-entity',
  message: 'Calico has no word for everything outside the cluster, and the addresses inside are not known here',
  suggestion: 'give the workloads and nodes too, so that their addresses can be left out',
};

function snapshot(what: string, nets: readonly string[]): Problem {
  const shown = nets.slice(0, 5).join(', ');
  return {
    code: 'snapshot',
    message: `the ${what} are written as they are now: ${shown}${nets.length > 5 ? `, and ${nets.length - 5} more` : ''}`,
    suggestion: 'convert again when they change',
  };
}

/**
 * Nets of the two families never stand in one rule; nets that only exclude leave the other family untouched
 * (calico.md 6.1, 11.3 rule 4).
 */
function byFamily(fields: JsonObject, nets: readonly string[], notNets: readonly string[]): readonly WrittenEntity[] {
  if (nets.length === 0 && notNets.length === 0) return [{fields}];
  const wanted = nets.length > 0 ? familiesOf(nets) : new Set([4, 6] as const);
  return ([4, 6] as const)
    .filter((family) => wanted.has(family))
    .map((family) => {
      const own = (list: readonly string[]): readonly string[] => list.filter((net) => familiesOf([net]).has(family));
      const inside = own(nets);
      const outside = own(notNets);
      const lists = {...(inside.length > 0 && {nets: inside}), ...(outside.length > 0 && {notNets: outside})};
      return {fields: {...lists, ...fields}, ...(inside.length + outside.length === 0 && {family})};
    });
}

/** The fields that select by labels (calico.md 5.3). */
function writeLabels(parts: PeerParts, context: EntityContext, problems: Problem[]): JsonObject {
  const {positive, negative} = parts;
  const written = positive.length > 0 ? writePositive(and(...positive), parts, context, problems) : {};
  if (!negative) return written;
  const selector = fromMatch(negative, 'plain');
  if (!selector) problems.push(unsayable(negative));
  else if (positive.length > 0) problems.push(excludedBeside);
  else if (context.namespace !== undefined) problems.push(needsGlobal);
  else return {notSelector: printPlain(selector)};
  return written;
}

/** A writer may try again with a global policy: there an excluded selector can stand alone. */
export const needsGlobal: Problem = {
  code: 'excluded-in-namespace',
  message: 'a namespaced policy of Calico cannot exclude pods without selecting some of its own namespace',
};

const excludedBeside: Problem = {
  code: 'excluded-beside-selected',
  message: 'Calico reads a selector and an excluded one on the same labels, not on everything at the address',
};

function unsayable(match: Match): Problem {
  return {code: 'selector', message: `no selector of Calico says ${printMatch(match)}`};
}

const relation: Problem = {
  code: 'same-namespace',
  message: 'a global policy of Calico cannot speak of the namespace of the pod it governs',
  suggestion: 'write one policy for each namespace',
};

function writePositive(
  match: Match,
  {readsSets}: PeerParts,
  {namespace, end}: EntityContext,
  problems: Problem[],
): JsonObject {
  const parts = match.is === 'and' ? match.of : [match];
  const own = parts.filter((part) => isOwnNamespace(part, end === 'self' ? namespace : undefined));
  const rest = parts.filter((part) => !own.includes(part));
  const spaces = rest.filter((part) => fromMatch(part, 'namespace') !== undefined && part.is !== 'false');
  const accounts = rest.filter((part) => !spaces.includes(part) && fromMatch(part, 'account') !== undefined);
  const labels = rest.filter((part) => !spaces.includes(part) && !accounts.includes(part));
  if (own.length > 0 && namespace === undefined) problems.push(relation);
  const namespaces = [
    ...spaces,
    ...(own.length > 0 && spaces.length > 0 && namespace !== undefined ? [namespaceIs(namespace)] : []),
  ];
  const selector = labels.length > 0 ? fromMatch(and(...labels), 'plain') : undefined;
  if (labels.length > 0 && !selector) problems.push(unsayable(and(...labels)));
  const podsOnly = labels.some((part) => part.is === 'kind');
  const where = namespaceText(namespaces, own.length > 0, podsOnly || !readsSets, namespace);
  const plain = selector && printPlain(selector);
  const bare = plain === undefined && where === undefined && accounts.length === 0;
  return {
    ...(bare ? {selector: 'all()'} : plain !== undefined && {selector: plain}),
    ...(accounts.length > 0 && {serviceAccounts: accountFields(accounts)}),
    ...(where !== undefined && {namespaceSelector: where}),
  };
}

/** Names where names are asked for, else a selector on the labels of accounts (calico.md 5.3). */
function accountFields(accounts: readonly Match[]): JsonObject {
  const [named, ...more] = accounts.filter((part) => part.is === 'serviceAccount' && part.value.test === 'in');
  const others = [...more, ...accounts.filter((part) => part !== named && !more.includes(part))];
  const selector = others.length > 0 ? fromMatch(and(...others), 'account') : undefined;
  return {
    ...(named?.is === 'serviceAccount' && named.value.test === 'in' && {names: named.value.values}),
    ...(selector && {selector: printPlain(selector)}),
  };
}

/** In a namespaced policy no namespace selector means its own namespace, so that "any" has to be said. */
function namespaceText(
  spaces: readonly Match[],
  own: boolean,
  podsOnly: boolean,
  namespace: string | undefined,
): string | undefined {
  if (spaces.length === 0) {
    if (own || namespace === undefined) return undefined;
    return podsOnly ? 'all()' : `${NAME} not in {}`;
  }
  const match = and(...spaces);
  if (match.is === 'namespace' && match.value.test === 'exists') return 'all()';
  if (match.is === 'not' && match.of.is === 'namespace' && match.of.value.test === 'exists') return 'global()';
  const selector = fromMatch(match, 'namespace');
  return selector && printPlain(selector);
}

function isOwnNamespace(part: Match, namespace: string | undefined): boolean {
  if (part.is === 'sameNamespace') return true;
  return namespace !== undefined && printMatch(part) === printMatch(namespaceIs(namespace));
}

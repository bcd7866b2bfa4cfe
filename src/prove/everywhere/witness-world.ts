import {cidrContains, cidrRange, type Family, hostCidr, parseAddress, parseCidr, printCidr} from '../../base/cidr.ts';
import {hasPorts, isIcmp, TCP} from '../../base/protocols.ts';
import type {Connection, HttpRequest} from '../../evaluate/answer.ts';
import {DEFAULT_SOURCE_PORT} from '../../evaluate/ask.ts';
import {noAssumptions} from '../../evaluate/facts.ts';
import {permitsRequest} from '../../evaluate/http.ts';
import type {Match} from '../../ir/match.ts';
import {type AddressSet, type Endpoint, endpointKey, type Namespace, type World} from '../../ir/world.ts';
import {httpRequests} from '../http-requests.ts';
import type {Answers} from './answers.ts';
import type {Code} from './coding.ts';
import {freeAddress} from './free-address.ts';
import type {EndName} from './question.ts';
import {setIdentity} from './set-identity.ts';
import {
  accountLabelTopic,
  ICMP_TYPE,
  IPV6,
  namespaceLabelTopic,
  PORT,
  PROTOCOL,
  REQUEST,
  SAME_NODE,
  SOURCE_PORT,
  sameLabelTopic,
} from './topics.ts';
import {addressOfFamily, type EndPlan, keyedTexts, witnessEnds} from './witness-ends.ts';
import {backendsOf, withServices} from './witness-services.ts';

/** A cluster with two parties, and what one sends to the other. */
export interface WitnessWorld {
  readonly world: World;
  readonly connection: Connection;
}

/** What the world of a witness begins with: tiers and settings, the families of pods, the kind of its address sets. */
export interface WitnessFrame {
  readonly base: World;
  readonly families: readonly Family[];
  readonly addressSets: {readonly cluster: string; readonly namespaced?: string} | undefined;
  /** Whether the services that rules name exist. */
  readonly services: boolean;
}

/**
 * Builds what the answers describe: as little as fulfils them. Undefined where some of it could not be made. Whether the
 * two sets really differ there is for the naive evaluator to say.
 */
export function witnessWorld(answers: Answers, frame: WitnessFrame): WitnessWorld | undefined {
  const family = answers.isTrue(IPV6) ? 6 : 4;
  const protocol = firstNumber(answers.code(PROTOCOL), TCP) ?? TCP;
  const ports = {
    destination: firstNumber(answers.code(PORT), 80) ?? 80,
    source: firstNumber(answers.code(SOURCE_PORT), DEFAULT_SOURCE_PORT) ?? DEFAULT_SOURCE_PORT,
  };
  const plan: EndPlan = {answers, family, families: frame.families, protocol, ports};
  const {ends, services} = withServices(witnessEnds(plan), plan, frame.services);
  const request = requestOf(answers);
  if (!ends || request === undefined) return undefined;
  const namespaces = namespacesOf(ends, plan);
  const sets = setsOf(ends, plan, frame);
  if (!namespaces || !sets) return undefined;
  const inside = [ends.from, ends.to].filter(({kind}) => kind !== 'external');
  const beside = bystander(ends, plan);
  const others = [...sets.flatMap(({space}) => space ?? []), ...beside.map(() => namespaceWith(BYSTANDER, {}))];
  const spaces = new Map([...others, ...namespaces].map((each) => [each.name, each]));
  const icmp = isIcmp(protocol)
    ? (firstNumber(answers.code(ICMP_TYPE), family === 4 ? 8 * 256 : 128 * 256) ?? 0)
    : undefined;
  return {
    world: {
      ...frame.base,
      namespaces: [...spaces.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      serviceAccounts: accountsOf(ends, plan),
      endpoints: [...inside, ...nodesOf(inside), ...beside].sort((a, b) => (endpointKey(a) < endpointKey(b) ? -1 : 1)),
      services,
      backends: backendsOf(ends, plan),
      addressSets: sets.map(({set}) => set),
      domains: domainsOf([...inside, ...beside], ends, plan),
    },
    connection: {
      ...ends,
      protocol,
      family,
      sourcePort: ports.source,
      ...(hasPorts(protocol) && {port: ports.destination}),
      ...(icmp !== undefined && {icmp: {type: icmp >> 8, code: icmp & 255}}),
      ...(request !== 'none' && {http: request}),
    },
  };
}

/** The preferred number where it is one of them, else the lowest. */
function firstNumber(code: Code | undefined, preferred?: number): number | undefined {
  if (code?.is !== 'number') return preferred;
  const wanted = preferred === undefined ? undefined : BigInt(preferred);
  const fits = wanted !== undefined && code.stretches.some(([low, high]) => low <= wanted && wanted <= high);
  return fits ? preferred : Number(code.stretches[0]?.[0] ?? 0n);
}

/** A request that is answered so by every rule; `none` where only a connection is asked about. */
function requestOf(answers: Answers): HttpRequest | 'none' | undefined {
  if (!answers.isTrue(REQUEST)) return 'none';
  const rules = answers.meanings().flatMap((each) => ('request' in each ? [each] : []));
  const {requests} = httpRequests(rules.map(({request}) => request));
  return requests.find((sample) =>
    rules.every(({request, holds}) => permitsRequest({http: [request]}, sample, noAssumptions) === holds),
  );
}

type Ends = Readonly<Record<EndName, Endpoint>>;

function namespacesOf(ends: Ends, plan: EndPlan): readonly Namespace[] | undefined {
  const found = new Map<string, Namespace>();
  for (const end of ['from', 'to'] as const) {
    const name = ends[end].namespace;
    if (name === undefined) continue;
    const labels = keyedTexts(namespaceLabelTopic, end, plan);
    if (!labels) return undefined;
    const first = ends.from.namespace === undefined ? undefined : found.get(ends.from.namespace);
    if (end === 'to' && first) {
      for (const key of Object.keys(labels)) {
        if (plan.answers.isTrue(sameLabelTopic.name(key))) labels[key] = first.labels[key] ?? '';
      }
    }
    found.set(name, namespaceWith(name, {...labels, ...found.get(name)?.labels}));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function accountsOf(ends: Ends, plan: EndPlan): World['serviceAccounts'] {
  const found = new Map<string, World['serviceAccounts'][number]>();
  for (const end of ['from', 'to'] as const) {
    const {namespace, serviceAccount: name} = ends[end];
    const labels = keyedTexts(accountLabelTopic, end, plan);
    if (namespace === undefined || name === undefined || !labels) continue;
    const key = `${namespace}/${name}`;
    found.set(key, {namespace, name, labels: {...labels, ...found.get(key)?.labels}});
  }
  return [...found.values()];
}

const OTHER_DOMAIN = 'netpol-other.example';
/** Kept for documentation (RFC 5737, RFC 3849). */
const OTHER_BLOCKS: Readonly<Record<Family, string>> = {4: '192.0.2.0/24', 6: '2001:db8::/32'};

/**
 * What names resolve to where a rule asks for some. An address without any is known to have none once one name is known,
 * so there is another.
 */
function domainsOf(inside: readonly Endpoint[], ends: Ends, {answers, family}: EndPlan): World['domains'] {
  const asked = [...answers.meanings('from'), ...answers.meanings('to')];
  if (!asked.some((each) => 'match' in each && each.match.is === 'domain')) return {};
  const named = [ends.from, ends.to].flatMap(({domain, addresses}) =>
    domain === undefined ? [] : [[domain, addresses] as const],
  );
  const taken = new Set([...inside, ends.from, ends.to].flatMap(({addresses}) => addresses));
  const block = parseCidr(OTHER_BLOCKS[family])?.cidr;
  const range = block && cidrRange(block);
  const stretches = range ? [[range[0].value, range[1].value] as const] : [];
  const other = freeAddress({is: 'number', stretches}, family, taken);
  return Object.fromEntries([...named, ...(other === undefined ? [] : [[OTHER_DOMAIN, [other]] as const])]);
}

const BYSTANDER = 'netpol-bystander';

/** With a pod in sight, services and what else is not there are known to be absent (design.md section 2). */
function bystander({from, to}: Ends, {families}: EndPlan): readonly Endpoint[] {
  const ends = [from, to];
  if (ends.some(({kind, hostNetwork}) => kind === 'pod' && !hostNetwork)) return [];
  const taken = new Set(ends.flatMap(({addresses}) => addresses));
  const addresses = families.flatMap((family) => freeAddress(undefined, family, taken) ?? []);
  return [
    {
      ...{name: `${BYSTANDER}/pod`, kind: 'pod', namespace: BYSTANDER, labels: {}, openLabels: [], addresses},
      ...{hostNetwork: false, node: `node-${BYSTANDER}`, serviceAccount: 'default', ports: [], roles: []},
    },
  ];
}

/** The nodes that pods are on, so that one in the host network has the labels of its node. */
function nodesOf(inside: readonly Endpoint[]): readonly Endpoint[] {
  const own = new Set(inside.map(({name}) => name));
  const hosts = inside.filter(({hostNetwork}) => hostNetwork);
  return hosts
    .filter(({node}) => !own.has(`node/${node}`))
    .map(({namespace: _namespace, serviceAccount: _account, ports: _ports, ...host}) => ({
      ...host,
      name: `node/${host.node}`,
      kind: 'host' as const,
      hostNetwork: false,
      ports: [],
    }));
}

interface MadeSet {
  readonly set: AddressSet;
  /** The namespace it is in; one of the ends may be there too, with more labels. */
  readonly space?: Namespace;
}

function namespaceWith(name: string, labels: Readonly<Record<string, string>>): Namespace {
  return {name, labels: {...labels, 'kubernetes.io/metadata.name': name}, labelsKnown: true};
}

/** For each match that some set must fulfil one set of the end's address alone. */
function setsOf(ends: Ends, plan: EndPlan, {addressSets: kinds}: WitnessFrame): readonly MadeSet[] | undefined {
  const found: MadeSet[] = [];
  for (const end of ['from', 'to'] as const) {
    const asked = plan.answers
      .meanings(end)
      .flatMap((each) =>
        'match' in each && each.match.is === 'some' ? [{match: each.match.of, holds: each.holds}] : [],
      );
    const wanted = asked.filter(({holds}) => holds).map(({match}) => match);
    if (wanted.length === 0) continue;
    const address = parseAddress(addressOfFamily(ends[end], plan.family));
    if (!kinds || !address) return undefined;
    const place = {otherNamespace: ends[end === 'from' ? 'to' : 'from'].namespace, ofEnd: ofEnd(address, plan.answers)};
    for (const match of wanted) {
      const identity = setIdentity(
        match,
        asked.filter(({holds}) => !holds).map((each) => each.match),
        place,
      );
      const kind = identity?.namespace === undefined ? kinds.cluster : kinds.namespaced;
      if (!identity || kind === undefined) return undefined;
      const {labels, namespace, namespaceLabels} = identity;
      const name = `set-${end}-${found.length + 1}`;
      const cidrs = [printCidr(hostCidr(address))];
      found.push({
        set: {kind, name, labels, cidrs, ...(namespace !== undefined && {namespace})},
        ...(namespace !== undefined && {space: namespaceWith(namespace, namespaceLabels)}),
      });
    }
  }
  return found;
}

function ofEnd(address: NonNullable<ReturnType<typeof parseAddress>>, answers: Answers): (atom: Match) => boolean {
  return (atom) => {
    if (atom.is === 'sameNode') return answers.isTrue(SAME_NODE);
    const block = atom.is === 'address' ? parseCidr(atom.cidr)?.cidr : undefined;
    return block !== undefined && cidrContains(block, address);
  };
}

import {cidrRange, parseCidr, printAddress} from '../../base/cidr.ts';
import {SCTP, TCP, UDP} from '../../base/protocols.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import type {Match, TextTest} from '../../ir/match.ts';
import type {Policy, Rule} from '../../ir/policy.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import type {DeclaredPort, Endpoint, World} from '../../ir/world.ts';
import {type Chooser, chooser} from '../laws/chooser.ts';

/** What policies ask for: the texts that some test fulfils, and addresses in and beside their blocks. */
interface Vocabulary {
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly namespaceLabels: ReadonlyMap<string, readonly string[]>;
  readonly accountLabels: ReadonlyMap<string, readonly string[]>;
  readonly namespaces: readonly string[];
  readonly accounts: readonly string[];
  readonly roles: readonly string[];
  readonly domains: readonly string[];
  readonly addresses: readonly string[];
  readonly portNames: readonly string[];
  readonly ports: readonly number[];
  readonly services: readonly {readonly name: string; readonly namespace?: string}[];
}

/** A cluster that is made of what the policies speak of, so that most of their rules match somebody. */
export interface SpokenWorld {
  readonly world: World;
  /** Parties outside the cluster. */
  readonly outside: {readonly senders: readonly string[]; readonly receivers: readonly string[]};
}

const PODS = 8;
const nodes = ['one', 'two', 'three'] as const;

/** The world of a seed; tiers, settings and sets of addresses belong to the policies and are those of `base`. */
export function spokenWorld(policies: readonly Policy[], base: World, seed: number): SpokenWorld {
  const words = vocabularyOf(policies);
  const choose = chooser(seed);
  const outside = choose.shuffled(words.addresses).slice(0, 12);
  const taken = new Set(outside);
  const namespaces = [...choose.shuffled(words.namespaces).slice(0, 4), 'elsewhere'];
  const families = choose.pick([[4], [6], [4, 6], [4, 6]] as const) ?? [4];
  const free = (at: number): readonly string[] =>
    families.map((family) => {
      const own = choose.chance(0.3) ? words.addresses.filter((each) => each.includes(':') === (family === 6)) : [];
      const address = choose.pick(own.filter((each) => !taken.has(each))) ?? plainAddress(family, at);
      taken.add(address);
      return address;
    });
  const hosts = nodes.map((name, at): Endpoint => {
    const labels = {...labelsFrom(words.labels, choose), 'kubernetes.io/hostname': name};
    const common = {openLabels: [], hostNetwork: false, ports: [], roles: [], node: name};
    return {name: `node/${name}`, kind: 'host', labels, addresses: free(200 + at), ...common};
  });
  const pods = Array.from({length: PODS}, (_, at): Endpoint => {
    const namespace = choose.pick(namespaces) ?? 'elsewhere';
    const host = choose.pick(hosts);
    const hostNetwork = choose.chance(0.1);
    return {
      ...{
        name: `${namespace}/p${at}`,
        kind: 'pod',
        namespace,
        labels: labelsFrom(words.labels, choose),
        openLabels: [],
      },
      serviceAccount: choose.pick(['default', ...words.accounts]) ?? 'default',
      addresses: hostNetwork ? (host?.addresses ?? []) : free(at + 1),
      ...{hostNetwork, node: host?.node ?? 'one', ports: declaredPorts(words, choose)},
      roles: words.roles.filter(() => choose.chance(0.15)),
      replicas: 1,
    };
  });
  const names = words.domains.filter(() => choose.chance(0.7));
  const world: World = {
    ...{...emptyWorld, tiers: base.tiers, settings: base.settings, addressSets: base.addressSets},
    namespaces: namespaces.map((name) => ({
      name,
      labels: {...labelsFrom(words.namespaceLabels, choose), 'kubernetes.io/metadata.name': name},
      labelsKnown: true,
    })),
    serviceAccounts: namespaces.flatMap((namespace) =>
      ['default', ...words.accounts].map((name) => ({
        namespace,
        name,
        labels: labelsFrom(words.accountLabels, choose),
      })),
    ),
    endpoints: [...hosts, ...pods].sort((a, b) => (a.name < b.name ? -1 : 1)),
    services: words.services.map(({name, namespace = choose.pick(namespaces) ?? 'elsewhere'}) => ({
      ...{namespace, name, type: 'ClusterIP', ports: [], clusterIps: []},
      ...(choose.chance(0.8) && {selector: labelsFrom(words.labels, choose)}),
    })),
    domains: Object.fromEntries(names.map((name) => [name, [choose.pick(outside) ?? '203.0.113.9']])),
  };
  const senders = [...outside, 'external'];
  return {world, outside: {senders, receivers: [...senders, ...names]}};
}

function plainAddress(family: 4 | 6, at: number): string {
  return family === 4 ? `10.77.0.${at}` : `fd00:77::${at.toString(16)}`;
}

function labelsFrom(known: ReadonlyMap<string, readonly string[]>, choose: Chooser): Record<string, string> {
  const labels = [...known].flatMap(([key, values]) => {
    const value = choose.chance(0.7) ? choose.pick([...values, ...values, 'other', '']) : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(labels);
}

function declaredPorts({portNames, ports}: Vocabulary, choose: Chooser): readonly DeclaredPort[] {
  return portNames
    .filter(() => choose.chance(0.6))
    .map((name) => ({
      name,
      protocol: choose.pick([TCP, TCP, TCP, UDP, SCTP]) ?? TCP,
      port: choose.pick([...ports, 80, 8080]) ?? 80,
      declaredBy: 'container',
    }));
}

function vocabularyOf(policies: readonly Policy[]): Vocabulary {
  const labels = new Map<string, Set<string>>();
  const namespaceLabels = new Map<string, Set<string>>();
  const accountLabels = new Map<string, Set<string>>();
  const names = {
    namespaces: new Set<string>(),
    accounts: new Set<string>(),
    roles: new Set<string>(),
    domains: new Set<string>(),
    addresses: new Set<string>(),
    portNames: new Set<string>(),
  };
  const services = new Map<string, Vocabulary['services'][number]>();
  const ports = new Set<number>();
  const gather = (match: Match): boolean =>
    hasAtom(match, (atom) => {
      if (atom.is === 'label') addTexts(labels, atom.key, atom.value);
      if (atom.is === 'namespaceLabel') addTexts(namespaceLabels, atom.key, atom.value);
      if (atom.is === 'sameNamespaceLabel') addTexts(namespaceLabels, atom.key, {test: 'exists'});
      if (atom.is === 'serviceAccountLabel') addTexts(accountLabels, atom.key, atom.value);
      if (atom.is === 'namespace') for (const text of textsOf(atom.value)) names.namespaces.add(text);
      if (atom.is === 'serviceAccount') for (const text of textsOf(atom.value)) names.accounts.add(text);
      if (atom.is === 'role') names.roles.add(atom.role);
      if (atom.is === 'domain') names.domains.add(atom.pattern.replace(/^\*+\.?/, 'a.').replaceAll('*', 'a'));
      if (atom.is === 'address') for (const text of around(atom.cidr)) names.addresses.add(text);
      if (atom.is === 'backendOf') services.set(JSON.stringify(atom.service), atom.service);
      return false;
    });
  for (const {subject, ingress, egress, id} of policies) {
    if (id.namespace !== undefined) names.namespaces.add(id.namespace);
    gather(subject);
    for (const {peer, self, traffic} of [ingress, egress].flatMap((each): readonly Rule[] => each?.rules ?? [])) {
      gather(peer);
      if (self) gather(self);
      for (const conditions of traffic.flatMap((box) => [box.ports ?? [], box.sourcePorts ?? []].flat())) {
        for (const {name} of conditions.names) names.portNames.add(name);
        for (const name of conditions.exceptNames) names.portNames.add(name);
        for (const [low, high] of conditions.numbers) ports.add(low).add(high);
      }
    }
  }
  // The name of a namespace is a label of it too, and its own.
  for (const text of namespaceLabels.get('kubernetes.io/metadata.name') ?? []) names.namespaces.add(text);
  namespaceLabels.delete('kubernetes.io/metadata.name');
  const lists = (map: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, readonly string[]> =>
    new Map([...map].map(([key, values]) => [key, [...values]]));
  return {
    labels: lists(labels),
    namespaceLabels: lists(namespaceLabels),
    accountLabels: lists(accountLabels),
    namespaces: [...names.namespaces],
    accounts: [...names.accounts].filter((name) => name !== 'default'),
    roles: [...names.roles],
    domains: [...names.domains],
    addresses: [...names.addresses, '203.0.113.9', '2001:db8:9::9'],
    portNames: [...names.portNames],
    ports: [...ports],
    services: [...services.values()],
  };
}

function addTexts(known: Map<string, Set<string>>, key: string, test: TextTest): void {
  const values = known.get(key) ?? new Set();
  known.set(key, values);
  for (const text of textsOf(test)) values.add(text);
}

/** Texts that fulfil a test, and one that nearly does. */
function textsOf(test: TextTest): readonly string[] {
  if (test.test === 'in') return test.values;
  if (test.test === 'exists') return ['x', 'y'];
  return [test.text, `${test.text}z`, `a${test.text}`];
}

/** The first and the last address of a block, and those beside it. */
function around(text: string): readonly string[] {
  const cidr = parseCidr(text)?.cidr;
  if (!cidr) return [];
  const [low, high] = cidrRange(cidr);
  const last = cidr.family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n;
  return [low.value - 1n, low.value, low.value + 1n, high.value, high.value + 1n]
    .filter((value) => value > 0n && value < last)
    .map((value) => printAddress({family: cidr.family, value}));
}

import {type Family, parseAddress, printAddress} from '../../base/cidr.ts';
import {hasPorts} from '../../base/protocols.ts';
import {matchesDomain} from '../../evaluate/domain.ts';
import type {DeclaredPort, Endpoint} from '../../ir/world.ts';
import type {Answers} from './answers.ts';
import {freeAddress} from './free-address.ts';
import {freshText} from './fresh-text.ts';
import type {EndName} from './question.ts';
import {
  addressTopic,
  CLUSTER,
  IS_NODE,
  KIND,
  labelTopic,
  NAMESPACE,
  SAME_NAMESPACE,
  SAME_NODE,
  SERVICE_ACCOUNT,
} from './topics.ts';

const names = {from: 'client', to: 'server'} as const;

/** What both ends of the witness have to do with each other, and with the connection. */
export interface EndPlan {
  readonly answers: Answers;
  readonly family: Family;
  /** The families that pods speak in this cluster. */
  readonly families: readonly Family[];
  readonly protocol: number;
  readonly ports: {readonly source: number; readonly destination: number};
}

/** The endpoints of the witness, and the node that a pod in the host network is on; undefined where none can be made. */
export function witnessEnds(plan: EndPlan): Readonly<Record<EndName, Endpoint>> | undefined {
  const from = endpoint('from', plan, undefined);
  const to = from && endpoint('to', plan, from);
  return from && to && {from, to};
}

function endpoint(end: EndName, plan: EndPlan, other: Endpoint | undefined): Endpoint | undefined {
  const {answers, family, families} = plan;
  const kind = answers.code(KIND, end);
  const what = kind?.is === 'text' ? kind.text : 'pod';
  const taken = new Set(other?.addresses);
  const address = freeAddress(answers.code(addressTopic.name(String(family)), end), family, taken);
  const labels = labelsOf(end, plan);
  if (address === undefined || !labels) return undefined;
  const roles = answers
    .meanings(end)
    .flatMap((each) => ('match' in each && each.match.is === 'role' && each.holds ? [each.match.role] : []));
  const common = {labels, openLabels: [], ports: portsOf(end, plan), roles: [...new Set(roles)].sort()};
  if (what === 'external') {
    const domain = domainOf(end, plan);
    if (domain === undefined) return undefined;
    const named = domain === '' ? {name: address} : {name: domain, domain};
    return {...common, ...named, kind: 'external', labels: {}, hostNetwork: false, ports: [], addresses: [address]};
  }
  const mate = other && other.kind !== 'external' ? other.node : undefined;
  const node = answers.isTrue(SAME_NODE) && mate !== undefined ? mate : `node-${end === 'from' ? 'a' : 'b'}`;
  const others = families
    .filter((each) => each !== family)
    .flatMap((each) => freeAddress(undefined, each, new Set(other?.addresses)) ?? []);
  const addresses = [address, ...others];
  if (what === 'host' && (answers.isTrue(IS_NODE, end) || !answers.code(IS_NODE, end)) && common.ports.length === 0) {
    return {...common, name: `node/${node}`, kind: 'host', hostNetwork: false, node, addresses};
  }
  const namespace = namespaceOf(end, plan, other);
  const account = textOf(SERVICE_ACCOUNT, 'account', end, plan);
  const cluster = answers.code(CLUSTER, end) ? textOf(CLUSTER, 'cluster', end, plan) : undefined;
  if (namespace === undefined || account === undefined) return undefined;
  return {
    ...common,
    name: `${namespace}/${names[end]}`,
    kind: 'pod',
    namespace,
    serviceAccount: account,
    node,
    hostNetwork: what === 'host',
    ...(cluster !== undefined && {cluster}),
    addresses,
  };
}

function namespaceOf(end: EndName, plan: EndPlan, other: Endpoint | undefined): string | undefined {
  const {answers} = plan;
  if (answers.isTrue(SAME_NAMESPACE)) {
    if (other?.namespace !== undefined) return other.namespace;
    // Only one of the ends may have been asked for its namespace.
    const asked = (['to', 'from'] as const).find((each) => answers.code(NAMESPACE, each));
    if (asked) return textOf(NAMESPACE, 'space-a', asked, plan);
  }
  return textOf(NAMESPACE, `space-${end === 'from' ? 'a' : 'b'}`, end, plan, other?.namespace);
}

/** The text of a topic: the one that is named, or one that nothing names; undefined where none was found. */
export function textOf(
  name: string,
  base: string,
  end: EndName,
  {answers}: Pick<EndPlan, 'answers'>,
  avoided?: string,
): string | undefined {
  const code = answers.code(name, end);
  if (code?.is === 'text') return code.text;
  const topic = answers.topics(end).find((each) => each.name === name);
  const named = answers.named(name);
  return freshText(base, {
    ...answers.parts(name, end),
    taken: (text) => named.has(text) || text === avoided,
    isLegal: topic?.of === 'text' ? topic.isLegal : () => true,
  });
}

function labelsOf(end: EndName, plan: EndPlan): Record<string, string> | undefined {
  return keyedTexts(labelTopic, end, plan);
}

/** The labels of one kind that an end has, by their keys. */
export function keyedTexts(
  {owns, key}: {readonly owns: (name: string) => boolean; readonly key: (name: string) => string},
  end: EndName,
  plan: Pick<EndPlan, 'answers'>,
): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const {name} of plan.answers.topics(end)) {
    if (!owns(name) || plan.answers.code(name, end)?.is === 'absent') continue;
    const text = textOf(name, end === 'from' ? 'other-a' : 'other-b', end, plan);
    if (text === undefined) return undefined;
    found[key(name)] = text;
  }
  return found;
}

function portsOf(end: EndName, {answers, protocol, ports}: EndPlan): readonly DeclaredPort[] {
  if (!hasPorts(protocol)) return [];
  const declared = answers.meanings(end).flatMap((each): readonly DeclaredPort[] => {
    if (!('port' in each) || !each.holds) return [];
    const exact = answers.isTrue(`${each.side} port ${JSON.stringify(each.port.name)}`, end);
    const number = ports[each.side] - (exact || each.port.upTo === undefined ? 0 : 1);
    return [{name: each.port.name, protocol, port: number, declaredBy: 'container'}];
  });
  return [...new Map(declared.map((each) => [each.name, each] as const)).values()];
}

/** The name that an outside party is asked by, where some pattern has to match it; empty: no name at all. */
function domainOf(end: EndName, {answers}: EndPlan): string | undefined {
  const patterns = answers
    .meanings(end)
    .flatMap((each) =>
      'match' in each && each.match.is === 'domain' ? [{pattern: each.match.pattern, holds: each.holds}] : [],
    );
  const wanted = patterns.filter(({holds}) => holds);
  if (wanted.length === 0) return '';
  return wanted
    .flatMap(({pattern}) => {
      const plain = pattern.toLowerCase().replace(/\.$/, '');
      return ['a', 'a.a'].map((many) => plain.replace(/^\*\*/, many).replaceAll(/\*+/g, 'a'));
    })
    .find((domain) => patterns.every(({pattern, holds}) => matchesDomain(pattern, domain) === holds));
}

/** The address of one family, in canonical text. */
export function addressOfFamily({addresses}: Endpoint, family: Family): string {
  const found = addresses.map((text) => parseAddress(text)).find((each) => each?.family === family);
  return found ? printAddress(found) : '';
}

import {byIdentity} from '../../src/base/by-identity.ts';
import {cidrCovers, parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {Json, Path} from '../../src/base/json.ts';
import {
  dnsLabelProblem,
  labelValueProblem,
  portNameProblem,
  qualifiedNameProblem,
  subdomainProblem,
} from '../../src/base/kubernetes-names.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {IpBlock, LabelSelector, Metadata, NetworkPolicySpec, Open, Peer, Port} from './schema.ts';

/** What the API server refuses, with its own field path and the rule of kubernetes.md A7. */
export interface Refusal {
  readonly rule: string;
  readonly path: Path;
  readonly value: Json;
  readonly reason: string;
}

/** Every rule that the policy breaks, in the order of the document. Unknown values break none. */
export function validatePolicy(metadata: Metadata, spec: NetworkPolicySpec): readonly Refusal[] {
  return [
    ...validateMetadata(metadata),
    ...validateSelector(spec.podSelector, ['spec', 'podSelector']),
    ...validatePolicyTypes(spec.policyTypes),
    ...(spec.ingress ? ingressRefusals(spec.ingress) : []),
    ...(spec.egress ? egressRefusals(spec.egress) : []),
  ];
}

export function validateMetadata({name, generateName, namespace, labels, annotations}: Metadata): readonly Refusal[] {
  const path = ['metadata', 'name'];
  const needed = name === undefined || name === '';
  return [
    ...(needed && (generateName === undefined || generateName === '')
      ? [refusal('V1', path, null, 'an object needs a name')]
      : []),
    ...(needed ? [] : checkText('V1', path, name, subdomainProblem)),
    ...(namespace === undefined || namespace === ''
      ? []
      : checkText('V2', ['metadata', 'namespace'], namespace, dnsLabelProblem)),
    ...mapEntries(labels).flatMap(([key, value]) => [
      ...checkText('V3', ['metadata', 'labels'], key, qualifiedNameProblem),
      ...checkText('V4', ['metadata', 'labels'], value, labelValueProblem),
    ]),
    ...mapEntries(annotations).flatMap(([key]) =>
      checkText('V3', ['metadata', 'annotations'], key.toLowerCase(), qualifiedNameProblem),
    ),
  ];
}

/** V3 to V7. A server reports keys and values of `matchLabels` at the map itself. */
export function validateSelector(selector: Open<LabelSelector> | undefined, path: Path): readonly Refusal[] {
  if (selector === undefined || selector instanceof UnknownValue || isCleanSelector(selector)) return [];
  return selectorRefusals(selector, path);
}

// Most selectors and ports are good and stand in many policies: their places are asked for the others alone.
const isCleanSelector = byIdentity((selector: LabelSelector) => selectorRefusals(selector, []).length === 0);
const isCleanPort = byIdentity((port: Port) => portRefusals(port, []).length === 0);

function selectorRefusals(selector: LabelSelector, path: Path): readonly Refusal[] {
  const labels = mapEntries(selector.matchLabels).flatMap(([key, value]) => [
    ...checkText('V3', [...path, 'matchLabels'], key, qualifiedNameProblem),
    ...checkText('V4', [...path, 'matchLabels'], value, labelValueProblem),
  ]);
  return [
    ...labels,
    ...each(selector.matchExpressions).flatMap(([item, index]) => {
      const at = [...path, 'matchExpressions', index];
      const {key = '', operator = '', values} = item;
      const count = values instanceof UnknownValue ? undefined : (values?.length ?? 0);
      const listed = operator === 'In' || operator === 'NotIn';
      const bare = operator === 'Exists' || operator === 'DoesNotExist';
      return [
        ...(listed || bare || operator instanceof UnknownValue
          ? []
          : [refusal('V5', [...at, 'operator'], operator, 'use In, NotIn, Exists or DoesNotExist')]),
        ...(listed && count === 0 ? [refusal('V6', [...at, 'values'], null, `${operator} needs values`)] : []),
        ...(bare && count ? [refusal('V7', [...at, 'values'], null, `${operator} takes no values`)] : []),
        ...checkText('V3', [...at, 'key'], key, qualifiedNameProblem),
        ...each(values).flatMap(([value, at_]) => checkText('V4', [...at, 'values', at_], value, labelValueProblem)),
      ];
    }),
  ];
}

/** V16 and V17: more than two hides what the single ones say. */
function validatePolicyTypes(types: NetworkPolicySpec['policyTypes']): readonly Refusal[] {
  const path = ['spec', 'policyTypes'];
  if (types === undefined || types instanceof UnknownValue) return [];
  if (types.length > 2) return [refusal('V16', path, types.map(String), 'at most two types may be given')];
  return each(types).flatMap(([type, index]) =>
    type === 'Ingress' || type === 'Egress'
      ? []
      : [refusal('V17', [...path, index], type, 'use Ingress or Egress, with a capital')],
  );
}

type Rules = Open<readonly Open<{readonly from?: Peers; readonly to?: Peers; readonly ports?: Ports}>[]> | undefined;
type Peers = Open<readonly Open<Peer>[]>;
type Ports = Open<readonly Open<Port>[]>;

// Policies that differ often have one direction in common.
const ingressRefusals = byIdentity((rules: NonNullable<Rules>) => validateRules(rules, ['spec', 'ingress'], 'from'));
const egressRefusals = byIdentity((rules: NonNullable<Rules>) => validateRules(rules, ['spec', 'egress'], 'to'));

function validateRules(rules: Rules, path: Path, peersOf: 'from' | 'to'): readonly Refusal[] {
  return each(rules).flatMap(([rule, index]) => [
    ...each(rule.ports).flatMap(([port, at]) =>
      isCleanPort(port) ? [] : portRefusals(port, [...path, index, 'ports', at]),
    ),
    ...each(rule[peersOf]).flatMap(([peer, at]) => validatePeer(peer, [...path, index, peersOf, at])),
  ]);
}

/** V8 to V14. */
function portRefusals({protocol, port, endPort}: Port, path: Path): readonly Refusal[] {
  const known = [undefined, 'TCP', 'UDP', 'SCTP'];
  return [
    ...(protocol instanceof UnknownValue || known.includes(protocol)
      ? []
      : [refusal('V8', [...path, 'protocol'], protocol ?? null, 'use TCP, UDP or SCTP, in capitals')]),
    ...(typeof port === 'number' ? checkPortNumber('V9', [...path, 'port'], port) : []),
    ...(typeof port === 'string' ? checkText('V10', [...path, 'port'], port, portNameProblem) : []),
    ...(endPort === undefined || endPort instanceof UnknownValue
      ? []
      : validateEndPort(port, endPort, [...path, 'endPort'])),
  ];
}

function validateEndPort(port: Port['port'], endPort: number, path: Path): readonly Refusal[] {
  if (port instanceof UnknownValue) return checkPortNumber('V14', path, endPort);
  if (port === undefined) return [refusal('V11', path, endPort, 'it needs a port to start from')];
  if (typeof port === 'string') return [refusal('V12', path, endPort, 'a range cannot start from a port name')];
  return [
    ...(endPort < port ? [refusal('V13', path, endPort, `it must not be smaller than port ${port}`)] : []),
    ...checkPortNumber('V14', path, endPort),
  ];
}

/** V15 and V18 to V21. */
function validatePeer({podSelector, namespaceSelector, ipBlock}: Peer, path: Path): readonly Refusal[] {
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  return [
    ...(selects || ipBlock !== undefined
      ? []
      : [refusal('V15', path, null, 'a peer needs podSelector, namespaceSelector or ipBlock')]),
    ...validateSelector(podSelector, [...path, 'podSelector']),
    ...validateSelector(namespaceSelector, [...path, 'namespaceSelector']),
    ...(ipBlock === undefined || ipBlock instanceof UnknownValue ? [] : validateIpBlock(ipBlock, [...path, 'ipBlock'])),
    ...(selects && ipBlock !== undefined
      ? [refusal('V18', path, null, 'ipBlock cannot stand beside a selector; make it a peer of its own')]
      : []),
  ];
}

function validateIpBlock({cidr, except}: IpBlock, path: Path): readonly Refusal[] {
  if (cidr instanceof UnknownValue) return [];
  if (cidr === undefined || cidr === '') return [refusal('V20', [...path, 'cidr'], null, 'a CIDR is needed')];
  const outer = parseCidr(cidr);
  if (!outer) return [refusal('V19', [...path, 'cidr'], cidr, 'it is no CIDR such as 10.0.0.0/8')];
  return each(except).flatMap(([text, index]) => {
    const at = [...path, 'except', index];
    const inner = parseCidr(text);
    if (!inner) return [refusal('V19', at, text, 'it is no CIDR such as 10.0.0.0/8')];
    const inside = isInside(cidr, text) && inner.cidr.prefix > outer.cidr.prefix;
    return inside ? [] : [refusal('V21', at, text, `it must lie inside ${cidr} and be smaller`)];
  });
}

/** The families must agree, as written: an IPv4-mapped cidr holds no IPv4 except (kubernetes.md V21). */
function isInside(cidr: string, except: string): boolean {
  const [outer, inner] = [parseCidr(cidr)?.cidr, parseCidr(except)?.cidr];
  if (cidr.includes(':') && !except.includes(':')) return false;
  return outer !== undefined && inner !== undefined && cidrCovers(outer, inner);
}

/** V22 to V24: what a server of 1.36 or later refuses and earlier ones warn of. */
export function strictCidrRemarks(spec: NetworkPolicySpec): readonly Refusal[] {
  return cidrLists(spec).flatMap(strictOf);
}

const strictOf = byIdentity((list: readonly WrittenCidr[]) =>
  list.flatMap(([text, path]) => {
    const [first] = parseCidr(text)?.strict ?? [];
    return first ? [refusal(strictRules[first], path, text, first)] : [];
  }),
);

const strictRules = {'leading-zeros': 'V22', 'ipv4-mapped': 'V23', 'host-bits': 'V24'} as const;

/** IPv6 that is valid everywhere, but not in the short form of RFC 5952: every server warns. The reason is that form. */
export function longCidrRemarks(spec: NetworkPolicySpec): readonly Refusal[] {
  return cidrLists(spec).flatMap(longOf);
}

const longOf = byIdentity((list: readonly WrittenCidr[]) =>
  list.flatMap(([text, path]) => {
    const parsed = parseCidr(text);
    if (!parsed || parsed.strict.length > 0 || printCidr(parsed.cidr) === text) return [];
    return [refusal('A7', path, text, printCidr(parsed.cidr))];
  }),
);

/** Every CIDR of the policy with its place, in the order of the document. */
export function writtenCidrs(spec: NetworkPolicySpec): readonly WrittenCidr[] {
  return cidrLists(spec).flat();
}

function cidrLists({ingress, egress}: NetworkPolicySpec): readonly (readonly WrittenCidr[])[] {
  const lists = [ingress ? ingressCidrs(ingress) : [], egress ? egressCidrs(egress) : []];
  return lists.filter(({length}) => length > 0);
}

type WrittenCidr = readonly [text: string, path: Path];

const ingressCidrs = byIdentity((rules: NonNullable<Rules>) => cidrsOf(rules, ['spec', 'ingress'], 'from'));
const egressCidrs = byIdentity((rules: NonNullable<Rules>) => cidrsOf(rules, ['spec', 'egress'], 'to'));

function cidrsOf(rules: Rules, path: Path, peersOf: 'from' | 'to'): readonly WrittenCidr[] {
  return each(rules).flatMap(([rule, index]) =>
    each(rule[peersOf]).flatMap(([{ipBlock}, at]) => {
      if (ipBlock === undefined || ipBlock instanceof UnknownValue) return [];
      const {cidr, except} = ipBlock;
      const block = [...path, index, peersOf, at, 'ipBlock'];
      return [
        ...(typeof cidr === 'string' ? [[cidr, [...block, 'cidr']] as const] : []),
        ...each(except).map(([text, which]) => [text, [...block, 'except', which]] as const),
      ];
    }),
  );
}

/** The known items of a list with their positions. */
export function each<T>(list: Open<readonly Open<T>[]> | undefined): readonly (readonly [T, number])[] {
  if (list === undefined || list instanceof UnknownValue) return [];
  const known: (readonly [T, number])[] = [];
  for (const [index, item] of list.entries()) if (!(item instanceof UnknownValue)) known.push([item, index]);
  return known;
}

function mapEntries(map: Open<Readonly<Record<string, Open<string>>>> | undefined): readonly [string, Open<string>][] {
  return map === undefined || map instanceof UnknownValue ? [] : Object.entries(map);
}

function checkText(
  rule: string,
  path: Path,
  value: Open<string>,
  problem: (text: string) => string | undefined,
): readonly Refusal[] {
  const reason = value instanceof UnknownValue ? undefined : problem(value);
  return reason === undefined ? [] : [refusal(rule, path, value instanceof UnknownValue ? null : value, reason)];
}

function checkPortNumber(rule: string, path: Path, value: number): readonly Refusal[] {
  return value >= 1 && value <= 65535 ? [] : [refusal(rule, path, value, 'a port is from 1 to 65535')];
}

function refusal(rule: string, path: Path, value: Json, reason: string): Refusal {
  return {rule, path, value, reason};
}

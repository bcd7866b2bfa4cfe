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
import type {
  IpBlock,
  LabelSelector,
  Metadata,
  NetworkPolicySpec,
  Open,
  Peer,
  Port,
  SelectorRequirement,
} from './schema.ts';

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
    ...validateRules(spec.ingress, ['spec', 'ingress'], 'from'),
    ...validateRules(spec.egress, ['spec', 'egress'], 'to'),
  ];
}

export function validateMetadata({name, generateName, namespace, labels, annotations}: Metadata): readonly Refusal[] {
  const path = ['metadata', 'name'];
  const found: Refusal[] = [];
  if (name !== undefined && name !== '') checkText(found, 'V1', path, name, subdomainProblem);
  else if (generateName === undefined || generateName === '') {
    found.push(refusal('V1', path, null, 'an object needs a name'));
  }
  if (namespace !== undefined && namespace !== '') {
    checkText(found, 'V2', ['metadata', 'namespace'], namespace, namespaceProblem);
  }
  checkLabels(found, labels, ['metadata', 'labels']);
  for (const key of mapKeys(annotations)) {
    checkText(found, 'V3', ['metadata', 'annotations'], key.toLowerCase(), qualifiedNameProblem);
  }
  return found;
}

/** Lists come sorted by namespace: what was good is good when it comes next. */
const namespaceProblem = (() => {
  let good: string | undefined;
  return (text: string): string | undefined => {
    if (text === good) return undefined;
    const problem = dnsLabelProblem(text);
    if (problem === undefined) good = text;
    return problem;
  };
})();

function checkLabels(found: Refusal[], map: Metadata['labels'], path: Path): void {
  if (map === undefined || map instanceof UnknownValue) return;
  for (const key of Object.keys(map)) {
    checkText(found, 'V3', path, key, qualifiedNameProblem);
    checkText(found, 'V4', path, map[key] ?? '', labelValueProblem);
  }
}

/** V3 to V7. A server reports keys and values of `matchLabels` at the map itself. */
export function validateSelector(selector: Open<LabelSelector> | undefined, path: Path): readonly Refusal[] {
  const found: Refusal[] = [];
  checkSelector(found, selector, path);
  return found;
}

function checkSelector(found: Refusal[], selector: Open<LabelSelector> | undefined, path: Path): void {
  if (selector === undefined || selector instanceof UnknownValue) return;
  const {matchLabels, matchExpressions} = selector;
  if (matchLabels) checkLabels(found, matchLabels, [...path, 'matchLabels']);
  for (const [item, index] of each(matchExpressions)) {
    checkRequirement(found, item, [...path, 'matchExpressions', index]);
  }
}

function checkRequirement(found: Refusal[], {key = '', operator = '', values}: SelectorRequirement, at: Path): void {
  const count = values instanceof UnknownValue ? undefined : (values?.length ?? 0);
  const listed = operator === 'In' || operator === 'NotIn';
  const bare = operator === 'Exists' || operator === 'DoesNotExist';
  if (!listed && !bare && !(operator instanceof UnknownValue)) {
    found.push(refusal('V5', [...at, 'operator'], operator, 'use In, NotIn, Exists or DoesNotExist'));
  }
  if (listed && count === 0) found.push(refusal('V6', [...at, 'values'], null, `${operator} needs values`));
  if (bare && count) found.push(refusal('V7', [...at, 'values'], null, `${operator} takes no values`));
  checkText(found, 'V3', [...at, 'key'], key, qualifiedNameProblem);
  for (const [value, index] of each(values)) {
    checkText(found, 'V4', [...at, 'values', index], value, labelValueProblem);
  }
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

function validateRules(rules: Rules, path: Path, peersOf: 'from' | 'to'): readonly Refusal[] {
  const found: Refusal[] = [];
  for (const [rule, index] of each(rules)) {
    for (const [port, at] of each(rule.ports)) checkPort(found, port, [...path, index, 'ports', at]);
    for (const [peer, at] of each(rule[peersOf])) checkPeer(found, peer, [...path, index, peersOf, at]);
  }
  return found;
}

/** V8 to V14. */
function checkPort(found: Refusal[], {protocol, port, endPort}: Port, path: Path): void {
  if (typeof protocol === 'string' && protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') {
    found.push(refusal('V8', [...path, 'protocol'], protocol, 'use TCP, UDP or SCTP, in capitals'));
  }
  if (typeof port === 'number') checkPortNumber(found, 'V9', [...path, 'port'], port);
  if (typeof port === 'string') checkText(found, 'V10', [...path, 'port'], port, portNameProblem);
  if (typeof endPort === 'number') checkEndPort(found, port, endPort, [...path, 'endPort']);
}

function checkEndPort(found: Refusal[], port: Port['port'], endPort: number, path: Path): void {
  if (port === undefined) found.push(refusal('V11', path, endPort, 'it needs a port to start from'));
  else if (typeof port === 'string') {
    found.push(refusal('V12', path, endPort, 'a range cannot start from a port name'));
  } else {
    if (typeof port === 'number' && endPort < port) {
      found.push(refusal('V13', path, endPort, `it must not be smaller than port ${port}`));
    }
    checkPortNumber(found, 'V14', path, endPort);
  }
}

/** V15 and V18 to V21. */
function checkPeer(found: Refusal[], {podSelector, namespaceSelector, ipBlock}: Peer, path: Path): void {
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && ipBlock === undefined) {
    found.push(refusal('V15', path, null, 'a peer needs podSelector, namespaceSelector or ipBlock'));
  }
  if (podSelector) checkSelector(found, podSelector, [...path, 'podSelector']);
  if (namespaceSelector) checkSelector(found, namespaceSelector, [...path, 'namespaceSelector']);
  if (ipBlock === undefined) return;
  if (!(ipBlock instanceof UnknownValue)) found.push(...validateIpBlock(ipBlock, [...path, 'ipBlock']));
  if (selects)
    found.push(refusal('V18', path, null, 'ipBlock cannot stand beside a selector; make it a peer of its own'));
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
  return writtenCidrs(spec).flatMap(([text, path]) => {
    const [first] = parseCidr(text)?.strict ?? [];
    return first ? [refusal(strictRules[first], path, text, first)] : [];
  });
}

const strictRules = {'leading-zeros': 'V22', 'ipv4-mapped': 'V23', 'host-bits': 'V24'} as const;

/** IPv6 that is valid everywhere, but not in the short form of RFC 5952: every server warns. The reason is that form. */
export function longCidrRemarks(spec: NetworkPolicySpec): readonly Refusal[] {
  return writtenCidrs(spec).flatMap(([text, path]) => {
    const parsed = parseCidr(text);
    if (!parsed || parsed.strict.length > 0 || printCidr(parsed.cidr) === text) return [];
    return [refusal('A7', path, text, printCidr(parsed.cidr))];
  });
}

/** Every CIDR of the policy with its place, in the order of the document. */
export function writtenCidrs({ingress, egress}: NetworkPolicySpec): readonly WrittenCidr[] {
  return [...cidrsOf(ingress, ['spec', 'ingress'], 'from'), ...cidrsOf(egress, ['spec', 'egress'], 'to')];
}

type WrittenCidr = readonly [text: string, path: Path];

function cidrsOf(rules: Rules, path: Path, peersOf: 'from' | 'to'): readonly WrittenCidr[] {
  const found: WrittenCidr[] = [];
  for (const [rule, index] of each(rules)) {
    for (const [{ipBlock}, at] of each(rule[peersOf])) {
      if (ipBlock === undefined || ipBlock instanceof UnknownValue) continue;
      const block = [...path, index, peersOf, at, 'ipBlock'];
      if (typeof ipBlock.cidr === 'string') found.push([ipBlock.cidr, [...block, 'cidr']]);
      for (const [text, which] of each(ipBlock.except)) found.push([text, [...block, 'except', which]]);
    }
  }
  return found;
}

/** The known items of a list with their positions. */
export function each<T>(list: Open<readonly Open<T>[]> | undefined): readonly (readonly [T, number])[] {
  if (list === undefined || list instanceof UnknownValue) return [];
  const found: (readonly [T, number])[] = [];
  list.forEach((item, index) => {
    if (!(item instanceof UnknownValue)) found.push([item, index]);
  });
  return found;
}

function mapKeys(map: Metadata['annotations']): readonly string[] {
  return map === undefined || map instanceof UnknownValue ? [] : Object.keys(map);
}

function checkText(
  found: Refusal[],
  rule: string,
  path: Path,
  value: Open<string>,
  problem: (text: string) => string | undefined,
): void {
  const reason = value instanceof UnknownValue ? undefined : problem(value);
  if (reason !== undefined) found.push(refusal(rule, path, value instanceof UnknownValue ? null : value, reason));
}

function checkPortNumber(found: Refusal[], rule: string, path: Path, value: number): void {
  if (value < 1 || value > 65535) found.push(refusal(rule, path, value, 'a port is from 1 to 65535'));
}

function refusal(rule: string, path: Path, value: Json, reason: string): Refusal {
  return {rule, path, value, reason};
}

import {isObject} from '../../src/base/json.ts';
import type {HclArgument, HclBlock} from './hcl-text.ts';

type Body = readonly (HclBlock | HclArgument)[];

/**
 * The blocks of `kubernetes_network_policy_v1` for a NetworkPolicy (terraform.md section 10.1); undefined where the
 * resource has no words for what the object says, so that it must stay a manifest. An empty list of peers or ports
 * means the same as none, and is left out; an empty selector or rule is a block of its own and is kept.
 */
export function policyBlock(object: unknown): Body | undefined {
  const reader = strict(object, ['apiVersion', 'kind', 'metadata', 'spec']);
  if (reader?.apiVersion !== 'networking.k8s.io/v1' || reader.kind !== 'NetworkPolicy') return undefined;
  const metadata = metadataBody(reader.metadata);
  const spec = specBody(reader.spec);
  return (
    metadata &&
    spec && [
      {type: 'metadata', body: metadata},
      {type: 'spec', body: spec},
    ]
  );
}

type Fields = Readonly<Record<string, unknown>>;

/** The object when it has no other fields; null fields are absent ones. */
function strict(value: unknown, known: readonly string[]): Fields | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return entries.every(([key]) => known.includes(key)) ? Object.fromEntries(entries) : undefined;
}

function metadataBody(value: unknown): Body | undefined {
  const metadata = strict(value, ['name', 'generateName', 'namespace', 'labels', 'annotations']);
  if (!metadata) return undefined;
  const {name, generateName, namespace = 'default', labels = {}, annotations = {}} = metadata;
  if (!isTexts(labels) || !isTexts(annotations) || typeof namespace !== 'string' || namespace === '') return undefined;
  return [
    ...(typeof name === 'string' ? [{name: 'name', value: name}] : []),
    ...(typeof generateName === 'string' ? [{name: 'generate_name', value: generateName}] : []),
    {name: 'namespace', value: namespace},
    ...(Object.keys(labels).length > 0 ? [{name: 'labels', value: labels}] : []),
    ...(Object.keys(annotations).length > 0 ? [{name: 'annotations', value: annotations}] : []),
  ];
}

function specBody(value: unknown): Body | undefined {
  const spec = strict(value, ['podSelector', 'policyTypes', 'ingress', 'egress']);
  if (!spec) return undefined;
  const {podSelector = {}, ingress = [], egress = []} = spec;
  const types = spec.policyTypes ?? defaultTypes(egress);
  const selector = selectorBlock('pod_selector', podSelector);
  const incoming = all(ingress, (rule) => ruleBlock('ingress', 'from', rule));
  const outgoing = all(egress, (rule) => ruleBlock('egress', 'to', rule));
  if (!selector || !incoming || !outgoing || !isTextList(types) || types.length > 2 || types.length === 0)
    return undefined;
  return [selector, {name: 'policy_types', value: types}, ...incoming, ...outgoing];
}

/** What the API server fills in: egress is meant only where there are egress rules (kubernetes.md A4). */
function defaultTypes(egress: unknown): readonly string[] {
  return Array.isArray(egress) && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function ruleBlock(type: string, peers: 'from' | 'to', value: unknown): HclBlock | undefined {
  const rule = strict(value, [peers, 'ports']);
  if (!rule) return undefined;
  const from = all(rule[peers] ?? [], (peer) => peerBlock(peers, peer));
  const ports = all(rule.ports ?? [], portsBlock);
  return from && ports && {type, body: [...from, ...ports]};
}

/** A peer that says nothing is refused by the server, and is no block of this resource. */
function peerBlock(type: string, value: unknown): HclBlock | undefined {
  const peer = strict(value, ['ipBlock', 'namespaceSelector', 'podSelector']);
  if (!peer || Object.keys(peer).length === 0) return undefined;
  const parts = [
    ...(peer.ipBlock === undefined ? [] : [ipBlock(peer.ipBlock)]),
    ...(peer.namespaceSelector === undefined ? [] : [selectorBlock('namespace_selector', peer.namespaceSelector)]),
    ...(peer.podSelector === undefined ? [] : [selectorBlock('pod_selector', peer.podSelector)]),
  ];
  const body = parts.filter((part) => part !== undefined);
  return body.length === parts.length ? {type, body} : undefined;
}

function ipBlock(value: unknown): HclBlock | undefined {
  const block = strict(value, ['cidr', 'except']);
  const except = block?.except ?? [];
  if (!block || typeof block.cidr !== 'string' || block.cidr === '' || !isTextList(except)) return undefined;
  const body = [{name: 'cidr', value: block.cidr}, ...(except.length > 0 ? [{name: 'except', value: except}] : [])];
  return {type: 'ip_block', body};
}

function selectorBlock(type: string, value: unknown): HclBlock | undefined {
  const selector = strict(value, ['matchLabels', 'matchExpressions']);
  if (!selector) return undefined;
  const {matchLabels: labels = {}, matchExpressions = []} = selector;
  const expressions = all(matchExpressions, expressionBlock);
  if (!isTexts(labels) || !expressions) return undefined;
  return {
    type,
    body: [...(Object.keys(labels).length > 0 ? [{name: 'match_labels', value: labels}] : []), ...expressions],
  };
}

function expressionBlock(value: unknown): HclBlock | undefined {
  const expression = strict(value, ['key', 'operator', 'values']);
  const values = expression?.values ?? [];
  if (!expression || typeof expression.key !== 'string' || typeof expression.operator !== 'string') return undefined;
  if (!isTextList(values)) return undefined;
  const body = [
    {name: 'key', value: expression.key},
    {name: 'operator', value: expression.operator},
    ...(values.length > 0 ? [{name: 'values', value: values}] : []),
  ];
  return {type: 'match_expressions', body};
}

/** Ports stand in quotes. A name that the provider would take for a number cannot be said here. */
function portsBlock(value: unknown): HclBlock | undefined {
  const ports = strict(value, ['port', 'endPort', 'protocol']);
  if (!ports) return undefined;
  const {port, endPort, protocol = 'TCP'} = ports;
  if (typeof protocol !== 'string' || protocol === '') return undefined;
  if (port !== undefined && !Number.isInteger(port) && !(typeof port === 'string' && /[^\d+-]/.test(port)))
    return undefined;
  if (endPort !== undefined && typeof endPort !== 'number') return undefined;
  const body = [
    ...(port === undefined ? [] : [{name: 'port', value: String(port)}]),
    ...(typeof endPort === 'number' ? [{name: 'end_port', value: endPort}] : []),
    {name: 'protocol', value: protocol},
  ];
  return {type: 'ports', body};
}

/** The blocks of all items; undefined when one has none, or the value is no list. */
function all(value: unknown, block: (item: unknown) => HclBlock | undefined): readonly HclBlock[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const blocks = value.map(block);
  const known = blocks.filter((each) => each !== undefined);
  return known.length === blocks.length ? known : undefined;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

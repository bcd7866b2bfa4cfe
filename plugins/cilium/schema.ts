import {flag, integer, json, listOf, type Shape, struct, text, textMap, textOrInteger} from './decode.ts';

/**
 * The documents of `cilium.io/v2` as the agent decodes them (cilium.md sections 2, 6 to 8), nothing more; what only
 * other versions have is told by `versions.ts`. What is not named here is an unknown field. Absent, empty and filled lists stay apart (section 3).
 */
export const selector = struct({
  matchLabels: textMap,
  matchExpressions: listOf(struct({key: text, operator: text, values: listOf(text)})),
});
export type Selector = NonNullable<Shape<typeof selector>>;

const cidrItem = struct({cidr: text, cidrGroupRef: text, cidrGroupSelector: selector, except: listOf(text)});
export type CidrItem = Shape<typeof cidrItem>;

const portProtocol = struct({port: text, endPort: integer, protocol: text});
export type PortProtocol = Shape<typeof portProtocol>;

const secret = struct({namespace: text, name: text});

const headerMatch = struct({
  name: text,
  value: text,
  mismatch: text,
  secret,
});
export type HeaderMatch = Shape<typeof headerMatch>;

const httpRule = struct({
  path: text,
  method: text,
  host: text,
  headers: listOf(text),
  headerMatches: listOf(headerMatch),
});
export type HttpRule = Shape<typeof httpRule>;

const fqdn = struct({matchName: text, matchPattern: text});
export type Fqdn = Shape<typeof fqdn>;

const listener = struct({
  envoyConfig: struct({kind: text, name: text}),
  name: text,
  priority: integer,
});

export type Listener = NonNullable<Shape<typeof listener>>;

const tls = struct({secret, trustedCA: text, certificate: text, privateKey: text});
export type Tls = NonNullable<Shape<typeof tls>>;

/** Layer 7 of versions before 1.20. */
const removedRules = {kafka: listOf(json), l7proto: text, l7: listOf(json)};

const portRule = struct({
  ports: listOf(portProtocol),
  rules: struct({http: listOf(httpRule), dns: listOf(fqdn), ...removedRules}),
  serverNames: listOf(text),
  terminatingTLS: tls,
  originatingTLS: tls,
  listener,
});
export type PortRule = Shape<typeof portRule>;

const icmpField = struct({family: text, type: textOrInteger});
export type IcmpField = Shape<typeof icmpField>;

const icmpRule = struct({fields: listOf(icmpField)});

const service = struct({
  k8sService: struct({serviceName: text, namespace: text}),
  k8sServiceSelector: struct({selector, namespace: text}),
});
export type Service = Shape<typeof service>;

const group = struct({
  aws: struct({
    labels: textMap,
    securityGroupsIds: listOf(text),
    securityGroupsNames: listOf(text),
    region: text,
  }),
});

const common = {icmps: listOf(icmpRule)};
const denyPorts = {toPorts: listOf(struct({ports: listOf(portProtocol)}))};
const allowPorts = {toPorts: listOf(portRule), authentication: struct({mode: text})};

const fromPeers = {
  fromEndpoints: listOf(selector),
  fromCIDR: listOf(text),
  fromCIDRSet: listOf(cidrItem),
  fromEntities: listOf(text),
  fromGroups: listOf(group),
  fromNodes: listOf(selector),
  fromRequires: listOf(selector),
};

const toPeers = {
  toEndpoints: listOf(selector),
  toCIDR: listOf(text),
  toCIDRSet: listOf(cidrItem),
  toEntities: listOf(text),
  toGroups: listOf(group),
  toNodes: listOf(selector),
  toServices: listOf(service),
  toRequires: listOf(selector),
};

const ingressRule = struct({...fromPeers, ...allowPorts, ...common});
const egressRule = struct({...toPeers, toFQDNs: listOf(fqdn), ...allowPorts, ...common});
const ingressDenyRule = struct({...fromPeers, ...denyPorts, ...common});
const egressDenyRule = struct({...toPeers, ...denyPorts, ...common});

/** Every kind of rule in one type: what a section does not have is never there. */
export type PolicyRule = NonNullable<Shape<typeof ingressRule>> & NonNullable<Shape<typeof egressRule>>;

const spec = struct({
  endpointSelector: selector,
  nodeSelector: selector,
  ingress: listOf(ingressRule),
  ingressDeny: listOf(ingressDenyRule),
  egress: listOf(egressRule),
  egressDeny: listOf(egressDenyRule),
  enableDefaultDeny: struct({ingress: flag, egress: flag}),
  labels: json,
  description: text,
  log: struct({value: text}),
});
export type Spec = Shape<typeof spec>;

const metadata = {name: text, namespace: text, labels: textMap, annotations: textMap};

/** The part of `metadata` that says something to us; the rest is the server's own business. */
export const objectMeta = struct(metadata);

export const policyDocument = struct({spec, specs: listOf(spec)});
export const cidrGroupDocument = struct({spec: struct({externalCIDRs: listOf(text)})});

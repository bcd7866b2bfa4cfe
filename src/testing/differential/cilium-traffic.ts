import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {portNames, portNumbers} from '../laws/vocabulary.ts';
import {edgePorts} from './cluster-documents.ts';

/** Where a rule stands, which says what may stand in it. */
export interface RulePlace {
  readonly direction: 'ingress' | 'egress';
  readonly deny: boolean;
  /** Its subject are nodes: no HTTP (cilium.md 4, V22). */
  readonly ofNodes: boolean;
}

const port: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...portNumbers, ...edgePorts, 0).map((number): JsonObject => ({port: String(number)})),
      fc.constantFrom(...portNames).map((each): JsonObject => ({port: each})),
      fc.constantFrom<JsonObject>(
        {port: '80', endPort: 8080},
        {port: '1', endPort: 65535},
        {port: 'http', endPort: 9000},
      ),
    ),
    fc.constantFrom<JsonObject>({protocol: 'TCP'}, {protocol: 'UDP'}, {protocol: 'ANY'}, {protocol: 'SCTP'}, {}),
  )
  .map(([one, protocol]) => ({...one, ...protocol}));

const http: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {method: 'GET'},
  {path: '/pub/.*'},
  {method: 'GET|POST', path: '/admin', host: 'api.*'},
  {path: '/', headers: ['X-Token']},
);

const httpPorts: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.constantFrom(80, 8080, 8081), fc.array(http, {minLength: 1, maxLength: 2}))
  .map(([number, rules]) => ({ports: [{port: String(number), protocol: 'TCP'}], rules: {http: rules}}));

/** What only proxies look at, and protocols without ports. */
const shownItem: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {
    ports: [
      {port: '443', protocol: 'TCP'},
      {port: '80', protocol: 'TCP'},
    ],
    serverNames: ['api.example.org'],
  },
  {
    ports: [{port: '80', protocol: 'TCP'}],
    listener: {envoyConfig: {kind: 'CiliumClusterwideEnvoyConfig', name: 'e'}, name: 'l'},
  },
);

const unnumberedItem: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {ports: [{protocol: 'GRE', port: '0'}]},
  {
    ports: [
      {protocol: 'VRRP', port: '0'},
      {protocol: 'ESP', port: '0'},
    ],
  },
  {},
);

const dnsItem: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {ports: [{port: '53', protocol: 'ANY'}], rules: {dns: [{matchPattern: '*'}]}},
  {ports: [{port: '53', protocol: 'UDP'}], rules: {dns: [{matchName: 'api.example.org'}]}},
);

const icmp: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {fields: [{type: 8}]},
  {fields: [{family: 'IPv6', type: 128}, {type: 3}]},
  {fields: [{family: 'IPv4', type: 0}]},
  {fields: [{type: 'EchoRequest'}]},
);

/** What rules say of a connection beyond its peer: ports, ICMP, what only a proxy looks at. */
export function ciliumTraffic({direction, deny, ofNodes}: RulePlace): fc.Arbitrary<JsonObject> {
  const plain = fc.array(port, {minLength: 1, maxLength: 2}).map((each): JsonObject => ({ports: each}));
  const item = fc.oneof(
    {weight: 12, arbitrary: plain},
    {weight: 1, arbitrary: unnumberedItem},
    ...(deny || ofNodes ? [] : [{weight: 5, arbitrary: httpPorts}]),
    ...(deny || direction === 'ingress'
      ? []
      : [{weight: 2, arbitrary: ofNodes ? dnsItem : fc.oneof(shownItem, dnsItem)}]),
  );
  return fc.oneof(
    {weight: 6, arbitrary: fc.constant<JsonObject>({})},
    {weight: 5, arbitrary: fc.array(item, {minLength: 1, maxLength: 2}).map((each): JsonObject => ({toPorts: each}))},
    {weight: 2, arbitrary: icmp.map((each): JsonObject => ({icmps: [each]}))},
  );
}

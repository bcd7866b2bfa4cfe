import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';

/** What random worlds and policies have in common, so that they speak of the same things. */
export const namespaces = ['ant', 'bee', 'cat', 'dog'] as const;
export const apps = ['a', 'b', 'c'] as const;
export const priorities = [0, 5, 5, 5, 7, 1000] as const;

/** Every pod has this label with its own name; `nobody` carries the other value. */
export const ID = 'example.org/id';
export const NOBODY = 'nobody';

const expression = fc.constantFrom<JsonObject>(
  {key: 'app', operator: 'In', values: ['a', 'b']},
  {key: 'app', operator: 'NotIn', values: ['a']},
  {key: 'tier', operator: 'Exists'},
  {key: 'tier', operator: 'DoesNotExist'},
  {key: 'pod-template-hash', operator: 'In', values: ['x1']},
);

export const podSelector: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 3, arbitrary: fc.constant<JsonObject>({})},
  {weight: 4, arbitrary: fc.constantFrom(...apps).map((app): JsonObject => ({matchLabels: {app}}))},
  {weight: 1, arbitrary: fc.constantFrom('web', '').map((tier): JsonObject => ({matchLabels: {tier}}))},
  {weight: 2, arbitrary: expression.map((each): JsonObject => ({matchExpressions: [each]}))},
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...apps), expression)
      .map(([app, each]): JsonObject => ({matchLabels: {app}, matchExpressions: [each]})),
  },
);

export const namespaceSelector: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {},
  {matchLabels: {team: 'x'}},
  {matchLabels: {team: 'y'}},
  {matchExpressions: [{key: 'team', operator: 'NotIn', values: ['y']}]},
  {matchExpressions: [{key: 'team', operator: 'Exists'}]},
  {matchLabels: {'kubernetes.io/metadata.name': 'ant'}},
  {matchExpressions: [{key: 'kubernetes.io/metadata.name', operator: 'In', values: ['bee', 'dog']}]},
);

/** Pods live in 10.0.0.0/16 and fd00::/64, nodes in 192.168.0.0/24 and fd01::/64; everything else is outside. */
export const blocks = [
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.1.2/32',
  '192.168.0.0/24',
  '203.0.113.0/24',
  '::/0',
  'fd00::/64',
  'fd01::1/128',
  '2001:db8::/32',
] as const;

export const ipBlock: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom(...blocks).map((cidr): JsonObject => ({cidr})),
  fc.constantFrom<JsonObject>(
    {cidr: '0.0.0.0/0', except: ['10.0.0.0/16']},
    {cidr: '10.0.0.0/16', except: ['10.0.1.0/24', '10.0.2.0/25']},
    {cidr: '203.0.113.0/24', except: ['203.0.113.128/25']},
    {cidr: '10.0.0.0/8', except: ['10.0.0.0/9', '10.128.0.0/9']},
    {cidr: '::/0', except: ['fd00::/64']},
  ),
);

export const outsideAddresses = ['203.0.113.5', '203.0.113.200', '198.51.100.7', '10.0.1.99', '2001:db8::5'] as const;

/** Names that pods declare with different numbers, with another protocol, twice, or not at all. */
export const portNames = ['http', 'dns', 'admin'] as const;
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export const portNumbers = [53, 80, 8080, 8081, 9090] as const;

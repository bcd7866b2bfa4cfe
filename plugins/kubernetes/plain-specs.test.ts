import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {noFindings} from './decode.ts';
import {type SpecMeaning, specMeaning} from './network-policy.ts';
import {plainSpecs} from './plain-specs.ts';
import * as shapes from './shapes.ts';
import {longCidrRemarks, strictCidrRemarks, validatePolicy} from './validate.ts';

const test = suite('plain specs');

/** What decoding, validation and `specMeaning` say; undefined where there is anything to report. */
function slowly(value: unknown): SpecMeaning | undefined {
  const found = noFindings();
  const spec = shapes.networkPolicySpec(value, ['spec'], found);
  if (found.types.length + found.fields.length + found.nulls.length > 0) return undefined;
  if (spec === undefined || spec instanceof UnknownValue) return undefined;
  if (validatePolicy({name: 'a'}, spec).length > 0) return undefined;
  if (strictCidrRemarks(spec).length + longCidrRemarks(spec).length > 0) return undefined;
  const meaning = specMeaning(spec);
  return meaning.sure.ingress?.dormant || meaning.sure.egress?.dormant ? undefined : meaning;
}

// Mostly good values, beside some that are refused, remarked on or not known.
const odd = fc.constantFrom<unknown>(null, '', '-', 7, [], {}, ['a'], new UnknownValue('later'), {reason: 'a'});
const mostly = <T>(good: fc.Arbitrary<T>, other: fc.Arbitrary<unknown> = odd): fc.Arbitrary<unknown> =>
  fc.oneof({weight: 99, arbitrary: good}, {weight: 1, arbitrary: other});
const fields = (shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, mostly(value)])), {requiredKeys: []});
const list = (item: fc.Arbitrary<unknown>, minLength = 0): fc.Arbitrary<unknown> =>
  fc.array(mostly(item), {minLength, maxLength: 3});

const key = mostly(fc.constantFrom('a', 'app', 'x/y'), fc.constantFrom('__proto__', 'x/', ''));
const text = mostly(fc.constantFrom('a', 'b', ''), fc.constantFrom('-', 'a b', 'a\u0000b'));
const requirement = fc.oneof(
  fc.record({key, operator: fc.constantFrom('In', 'NotIn'), values: list(text, 1)}),
  fc.record({key, operator: fc.constantFrom('Exists', 'DoesNotExist')}),
);
const oddRequirement = fields({key, operator: fc.constantFrom('In', 'Exists', 'Is'), values: list(text)});
const selector = mostly(
  fields({
    matchLabels: fc.dictionary(fc.constantFrom('app', 'tier', 'x/y'), text, {maxKeys: 3}),
    matchExpressions: list(mostly(requirement, oddRequirement)),
  }),
);
const cidr = mostly(fc.constant('10.0.0.0/8'), fc.constantFrom('10.0.0.1/8', '010.0.0.0/8', '::/0', '2001:0db8::/32'));
const block = fc.record({cidr, except: list(mostly(fc.constantFrom('10.1.0.0/16', '10.2.3.0/24'), cidr))});
const selecting = fc.oneof(
  fc.record({podSelector: selector}),
  fc.record({namespaceSelector: selector}),
  fc.record({podSelector: selector, namespaceSelector: selector}),
);
const peer = mostly(
  fc.oneof(selecting, fc.record({ipBlock: mostly(block)})),
  fields({podSelector: selector, namespaceSelector: selector, ipBlock: fields({cidr})}),
);
const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
const port = fc.oneof(
  fc.record({protocol, port: fc.constantFrom<number | string>(1, 80, 65_535, 'http')}, {requiredKeys: []}),
  fc.record({port: fc.constantFrom(1, 80), endPort: fc.constantFrom(80, 90)}),
);
const oddPort = fields({
  protocol: fc.constantFrom('TCP', 'tcp'),
  port: fc.constantFrom<number | string>(80, 'http', '80', 0, 1.5, 65_536),
  endPort: fc.constantFrom(79, 80, 65_536),
});
const ports = list(mostly(port, oddPort));
const spec = fields({
  podSelector: selector,
  policyTypes: fc.constantFrom(
    [],
    ['Ingress'],
    ['Egress'],
    ['Ingress', 'Egress'],
    ['Both'],
    ['Egress', 'Egress', 'Egress'],
  ),
  ingress: list(fields({from: list(peer), ports})),
  egress: list(fields({to: list(peer), ports})),
});

/** Null and what is not known is always a doubt. */
function isDoubtful(value: unknown): boolean {
  if (value === null || value instanceof UnknownValue) return true;
  return typeof value === 'object' && Object.values(value).some(isDoubtful);
}

test('say what decoding, validation and reading say, or nothing', () => {
  const [taken, left] = [new Set<unknown>(), new Set<unknown>()];
  fc.assert(
    fc.property(fc.array(spec, {minLength: 1, maxLength: 6}), (specs) => {
      // Equal parts of all of them are one object.
      const plain = plainSpecs();
      for (const each of specs) {
        const found = plain(each);
        const expected = slowly(each);
        if (!found) left.add(each);
        else taken.add(each);
        if (found || !isDoubtful(each)) assert.equal(found, expected);
      }
    }),
    {seed: 1, numRuns: 400},
  );
  assert.ok(taken.size > 500 && left.size > 500, `${taken.size} were taken and ${left.size} were not`);
});

test('are one object where they are equal', () => {
  const plain = plainSpecs();
  const written = (app: string): object => ({
    podSelector: {matchLabels: {app}},
    ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}], ports: [{port: 80}, {port: 'http'}]}],
  });
  const [first, other] = [plain(written('a')), plain(written('b'))];
  assert.ok(first);
  assert.is(plain(written('a')), first);
  assert.is.not(other, first);
  assert.is(other?.sure.ingress, first.sure.ingress);
});

test.run();

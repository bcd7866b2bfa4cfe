import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {noFindings} from './decode.ts';
import {pod, podEndpoint, usualPodEndpoint} from './pods.ts';
import {known} from './workloads.ts';

const test = suite('kubernetes pods');

const origin = {file: 'f', document: 1, path: []};
const usual = {
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    labels: {app: 'web'},
    ownerReferences: [{kind: 'ReplicaSet', name: 'web', controller: true}],
  },
  spec: {
    nodeName: 'n',
    containers: [{name: 'web', ports: [{name: 'http', containerPort: 8080}]}],
    initContainers: [
      {name: 'early', restartPolicy: 'Always', ports: [{name: 'in', containerPort: 1, protocol: 'UDP'}]},
    ],
  },
  status: {phase: 'Running', podIP: '10.0.0.1', podIPs: [{ip: '10.0.0.1'}], hostIP: '10.1.0.1'},
};

/** As every kind of object is read, field by field; undefined where anything is to be said of it. */
function decoded(value: unknown): unknown {
  const found = noFindings();
  const object = pod(value, [], found);
  if (found.types.length + found.fields.length > 0 || object === undefined || object instanceof UnknownValue) return;
  return podEndpoint(object, known(known(object.metadata)?.namespace) ?? '', origin);
}

test('as the API server writes them need no decoding', () => {
  assert.is.not(usualPodEndpoint(usual, origin), undefined);
  const {ownerReferences: _owners, ...bare} = usual.metadata;
  for (const each of [usual, {...usual, metadata: bare}, {...usual, spec: {hostNetwork: true}}]) {
    assert.equal(usualPodEndpoint(each, origin), decoded(each));
  }
});

test('are the same decoded or not, whatever stands anywhere in them', () => {
  const paths = allPaths(usual);
  const values = fc.constantFrom<unknown>(
    ...[undefined, null, '', 'x', 'Failed', 'Pending', '10.0.0.1', 'fd00::1', '010.0.0.1', 0, 80, 1.5, true, [], {}],
    ...[[null], [{}], [{}, {}], {a: 1}, {a: null}, new UnknownValue('var.x')],
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...paths), values), {maxLength: 2}), (edits) => {
      const value = edits.reduce<unknown>((object, [path, put]) => replaced(object, path, put), usual);
      const endpoint = isObject(value) ? usualPodEndpoint(value, origin) : undefined;
      if (endpoint === undefined) return;
      taken++;
      assert.equal(endpoint, decoded(value));
    }),
    {seed: 7, numRuns: 3000},
  );
  assert.ok(taken > 300, `${taken}`);
});

type Steps = readonly (string | number)[];

function allPaths(value: unknown, path: Steps = []): Steps[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    allPaths(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** A copy with another value at a path; the same where the path is no more. */
function replaced(value: unknown, [step, ...rest]: Steps, put: unknown): unknown {
  if (step === undefined) return put;
  if (typeof value !== 'object' || value === null || value instanceof UnknownValue) return value;
  if (Array.isArray(value)) return value.map((each, index) => (index === step ? replaced(each, rest, put) : each));
  const inner = Reflect.get(value, step);
  return {...value, [step]: replaced(inner, rest, put)};
}

test.run();

// `node generate.js SHAPE FILE SIZE`: writes one input of the benchmark, always the same bytes. Nothing is kept in
// memory, so that whoever waits for it stays small.
import {closeSync, mkdirSync, openSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {calicoCluster, selectorPairs} from './generate-calico.js';
import {hugeCluster} from './generate-cluster.js';
import {flowCluster, flowLines} from './generate-flows.js';
import {oneNamespace} from './generate-namespace.js';
import {
  irregularPolicies,
  manyExcepts,
  manyKeys,
  manyTiers,
  maskedPolicies,
  orderedPolicies,
  regularPolicies,
} from './generate-policies.js';
import {terraformModules, terraformPlan} from './generate-terraform.js';
import {workloads} from './generate-workloads.js';

const shapes = {
  workloads: (size) => yaml(workloads(size, {full: 'none'})),
  'workloads-one-full': (size) => yaml(workloads(size, {full: 'first'})),
  'workloads-full-yaml': (size) => yaml(workloads(size, {full: 'all'})),
  cluster: (size) => list(hugeCluster({namespaces: size})),
  'cluster-hard': (size) => list(hugeCluster({namespaces: size, neighbours: true})),
  'cluster-more-pods': (size) => list(hugeCluster({namespaces: size, replicas: 2})),
  'cluster-printed': (size) => printedList(hugeCluster({namespaces: size, asPrinted: true})),
  flows: (size) => flowLines(size),
  'flow-cluster': () => list(flowCluster()),
  namespace: (size) => list(oneNamespace(size)),
  calico: (size) => list(calicoCluster(size)),
  selectors: (size) => list(selectorPairs(size)),
  'policies-regular': (size) => list(regularPolicies(size)),
  'policies-irregular': (size) => list(irregularPolicies(size)),
  'policies-changed': (size) => list(irregularPolicies(size, {changed: Math.floor(size / 2)})),
  'policies-names': (size) => list(irregularPolicies(size, {named: ['from', 'to']})),
  'policies-masked': (size) => list(maskedPolicies(size)),
  'policies-ordered': (size) => list(orderedPolicies(size)),
  'policies-keys': (size) => list(manyKeys(size)),
  'policies-excepts': (size) => list(manyExcepts(size)),
  'policies-tiers': (size) => list(manyTiers(size)),
  'policies-tiers-changed': (size) => list(manyTiers(size, {changed: Math.floor(size / 2)})),
  'terraform-plan': terraformPlan,
};

/** Shapes that are a directory: files by path. */
const directories = {'terraform-modules': terraformModules};

function* yaml(documents) {
  let separator = '';
  for (const document of documents) {
    yield separator + document;
    separator = '---\n';
  }
}

function* list(objects) {
  yield '{"apiVersion":"v1","items":[';
  let separator = '';
  for (const object of objects) {
    yield separator + JSON.stringify(object);
    separator = ',';
  }
  yield '],"kind":"List","metadata":{"resourceVersion":""}}\n';
}

/** As `kubectl get -o json` prints it. */
function* printedList(objects) {
  yield '{\n    "apiVersion": "v1",\n    "items": [\n';
  let separator = '';
  for (const object of objects) {
    yield `${separator}        ${JSON.stringify(sorted(object), null, 4).replaceAll('\n', '\n        ')}`;
    separator = ',\n';
  }
  yield '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n';
}

/** kubectl prints keys in order. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function writeFile(file, parts) {
  const descriptor = openSync(file, 'w');
  let waiting = [];
  let length = 0;
  for (const part of parts) {
    waiting.push(part);
    length += part.length;
    if (length < 1 << 20) continue;
    writeSync(descriptor, waiting.join(''));
    [waiting, length] = [[], 0];
  }
  writeSync(descriptor, waiting.join(''));
  closeSync(descriptor);
}

const [shape, file, size] = process.argv.slice(2);
if (shapes[shape]) writeFile(file, shapes[shape](Number(size)));
else {
  for (const [path, text] of directories[shape](Number(size))) {
    mkdirSync(dirname(join(file, path)), {recursive: true});
    writeFile(join(file, path), [text]);
  }
}

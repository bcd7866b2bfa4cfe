import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Dialect, Read} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import {isObject, type Path, printPath, valueAt} from '../base/json.ts';
import {UnknownValue} from '../base/unknown-value.ts';
import {diagnostic} from '../diagnostics/diagnostic.ts';
import {message} from '../diagnostics/message.ts';
import {isKind} from '../ir/match.ts';
import type {Policy} from '../ir/policy.ts';
import type {Document} from '../sources/document.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {load} from './load.ts';

const test = suite('load');

/** Reads `Policy` and `Pod`, makes nothing of other kinds. */
const plain: Dialect = {
  name: 'plain',
  profiles: {},
  read: (document, {namespace}): Read => {
    const value = document.content.syntax === 'value' ? document.content.value : undefined;
    const kind = valueAt(value, ['kind']);
    const name = String(valueAt(value, ['metadata', 'name']));
    if (kind === 'Policy') return {policies: [policy(document, namespace, name)]};
    if (kind !== 'Pod') return {};
    const labels = {version: String(valueAt(value, ['version']))};
    const endpoint = {
      ...{name: `${namespace}/${name}`, namespace, labels, openLabels: [], addresses: []},
      ...{hostNetwork: false, ports: [], roles: []},
    };
    return {world: {endpoints: [{...endpoint, kind: 'pod'}]}};
  },
};

/** Carries what stands in `inside`, as documents of its own resource. */
const carrier: Dialect = {
  name: 'carrier',
  profiles: {},
  read: ({origin, content}): Read => {
    const inside = content.syntax === 'value' ? valueAt(content.value, ['inside']) : undefined;
    const inner = {...origin, resource: 'r.x', path: ['inside'] as Path};
    const locate = (path: Path) => ({file: origin.file, document: 1, path: printPath(path), line: 70 + path.length});
    return {
      documents: [{origin: inner, content: {syntax: 'value', value: inside}, locate}],
      diagnostics: [diagnostic('field-unsupported', origin, {arguments: {path: 'x', effect: 'none'}})],
    };
  },
};

function policy({origin}: Document, namespace: string, name: string): Policy {
  return {
    id: {dialect: 'plain', apiVersion: 'plain/v1', kind: 'Policy', namespace, name},
    ...{origin, labels: {}, annotations: {}, group: {group: 'networkpolicy'}, subject: isKind('pod'), remainder: []},
  } as const;
}

let loads = 0;

const table: readonly DialectEntry[] = [
  {
    ...{name: 'carrier', profiles: [], engine: 'spec', policyKinds: {}, load: async () => carrier},
    claims: (content) => content.syntax === 'value' && isObject(content.value) && 'inside' in content.value,
  },
  {
    ...{name: 'plain', profiles: [], engine: 'spec', policyKinds: {Policy: ['plain/v1']}},
    load: async () => {
      loads++;
      return plain;
    },
    claims: (content) => content.syntax === 'value' && isObject(content.value) && 'kind' in content.value,
  },
];

async function loadText(text: string) {
  const {documents} = await readText('x', text, usualLimits);
  const loaded = await load(documents, {namespace: 'shop', dialects: table});
  const problems = loaded.diagnostics.map((each) => {
    const {path, line} = each.origin ? loaded.locate(each.origin) : {path: '', line: 0};
    return `${line} ${path} ${each.code}: ${message(each)}`;
  });
  return {...loaded, problems};
}

const one = (kind: string, name: string, more = '') =>
  `{"apiVersion": "plain/v1", "kind": "${kind}", "metadata": {"name": "${name}"}${more}}`;

test('documents become policies, a world and counts of what is skipped', async () => {
  loads = 0;
  const text = [one('Policy', 'a'), one('Pod', 'p'), one('Secret', 's'), one('Secret', 't')].join('\n');
  const {policies, applied, world, hasWorld, dialects, skipped, problems} = await loadText(text);
  assert.equal(
    [policies, applied].map((list) => list.map(({id}) => id.name)),
    [['a'], ['a']],
  );
  assert.equal(
    world.endpoints.map(({name}) => name),
    ['shop/p'],
  );
  assert.equal(
    world.namespaces.map(({name}) => name),
    ['shop'],
  );
  assert.equal([hasWorld, dialects, skipped, problems, loads], [true, ['plain'], {'plain/v1 Secret': 2}, [], 1]);
});

test('a List is taken apart, a List in it too, and places stay those of the file', async () => {
  const text = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: plain/v1, kind: Policy, metadata: {name: a}}
  - apiVersion: plain/v1
    kind: Policy
    metadata:
      name: b
`;
  const {policies, locate, problems} = await loadText(text);
  assert.equal(
    policies.map(({id, origin}) => `${id.name} ${printPath(origin.path)} ${locate(origin).line}`),
    ['a items[0].items[0] 7', 'b items[0].items[1] 8'],
  );
  const last = policies.at(-1)?.origin;
  assert.ok(last);
  const place = locate({...last, path: [...last.path, 'metadata', 'name']});
  assert.equal(place, {file: 'x', document: 1, path: 'items[0].items[1].metadata.name', line: 11, column: 7});
  assert.equal(problems, []);
});

test('items of a typed list get its type, those of a plain List need their own', async () => {
  const items = '"items": [{"metadata": {"name": "a"}}]';
  const typed = await loadText(`{"apiVersion": "plain/v1", "kind": "PolicyList", ${items}}`);
  assert.equal([typed.policies.length, typed.problems], [1, []]);
  const untyped = await loadText(`{"apiVersion": "v1", "kind": "List", ${items}}`);
  assert.equal(untyped.problems, [
    '1 items[0] document-untyped: found an object without kind, expected an object with apiVersion and kind',
  ]);
});

test('a typed list inside a List is refused, as by kubectl', async () => {
  const inner = '{"apiVersion": "plain/v1", "kind": "PolicyList", "items": []}';
  const {problems} = await loadText(`{"apiVersion": "v1", "kind": "List", "items": [${inner}]}`);
  assert.equal(problems, [
    '1 items[0] list-nested: a PolicyList inside a List is refused by kubectl; put its items into the List',
  ]);
});

test('what is no object with a type is one located error, the rest is read', async () => {
  const text = [
    'text',
    '- list',
    '3',
    'a: 1',
    'kind: [Policy]\napiVersion: plain/v1',
    'kind: Policy',
    'kind: ""\napiVersion: x',
    one('Policy', 'a'),
  ].join('\n---\n');
  const {policies, problems} = await loadText(text);
  assert.is(policies.length, 1);
  assert.equal(
    problems.map((problem) => problem.replace(', expected an object with apiVersion and kind', '')),
    [
      '1  document-untyped: found plain text',
      '3  document-untyped: found a list',
      '5  document-untyped: found a plain number',
      '7  document-untyped: found an object without kind',
      '9  document-untyped: found an object whose kind is no text',
      '12  document-untyped: found a Policy without apiVersion',
      '14  document-untyped: found an object without kind',
    ],
  );
});

test('a policy kind in a version that nobody reads is an error', async () => {
  const {policies, problems} = await loadText('apiVersion: plain/v0\nkind: Policy\nmetadata: {name: a}\n');
  assert.equal(
    [policies, problems],
    [[], ['1 apiVersion api-version-unknown: Policy of "plain/v0" is not known here; known: plain/v1']],
  );
});

test('an object given twice is a warning, and the last one is applied', async () => {
  const text = [one('Policy', 'a'), one('Policy', 'b'), one('Policy', 'a'), one('Pod', 'a')].join('\n');
  const {policies, applied, problems, locate} = await loadText(text);
  assert.equal(
    [policies, applied].map((list) => list.map(({id, origin}) => `${id.name}${locate(origin).line}`)),
    [
      ['a1', 'b2', 'a3'],
      ['b2', 'a3'],
    ],
  );
  assert.equal(problems, [
    '3  document-duplicate: Policy "a" is defined again (first at x:1); the last one counts, as with kubectl apply',
  ]);
});

test('the namespace of the option counts when none is written', async () => {
  const named = one('Pod', 'a').replace('"name": "a"', '"name": "a", "namespace": "shop"');
  const {problems, world} = await loadText(`${one('Pod', 'a', ', "version": 1')}\n${named}`);
  assert.match(problems[0] ?? '', /document-duplicate: Pod "shop\/a"/);
  assert.equal(
    world.endpoints.map(({labels}) => labels['version']),
    ['undefined'],
  );
});

test('what a carrier carries goes round again and is found by its resource', async () => {
  const {policies, problems, locate} = await loadText(`{"inside": ${one('Policy', 'a')}}`);
  const [first] = policies;
  assert.ok(first);
  assert.equal(locate({...first.origin, path: ['inside', 'metadata', 'name']}), {
    ...{file: 'x', document: 1, path: 'inside.metadata.name', line: 72},
    resource: 'r.x',
  });
  assert.equal(problems, ['1  field-unsupported: x is not supported yet: none']);
});

test('carriers in carriers come to an end', async () => {
  const {problems} = await loadText(`${'{"inside":'.repeat(20)}1${'}'.repeat(20)}`);
  assert.match(problems.at(-1) ?? '', /carried-too-deep: documents carry documents more than 8 times over/);
});

test('a type that a carrier could not know is said so', async () => {
  const value = {apiVersion: 'plain/v1', kind: new UnknownValue('known after apply')};
  const origin = {file: 'x', document: 1, path: []};
  const document: Document = {origin, content: {syntax: 'value', value}, locate: () => ({...origin, path: ''})};
  const {diagnostics} = await load([document], {namespace: 'shop', dialects: table});
  assert.match(diagnostics.map(message).join(), /found an object whose kind is not known \(known after apply\)/);
});

test('an origin of no document keeps its words', async () => {
  const {locate} = await loadText(one('Policy', 'a'));
  const origin = {file: 'y', document: 2, path: ['a', 0], resource: 'r'};
  assert.equal(locate(origin), {...origin, path: 'a[0]'});
});

test('many items and many errors do no harm', async () => {
  const items = Array.from({length: 130_000}, () => '1').join(',');
  const {problems} = await loadText(`{"apiVersion": "v1", "kind": "List", "items": [${items}]}`.replace('1,1,1', '1'));
  assert.is(problems.length, 129_998);
});

test('names that only look alike are no duplicates', async () => {
  const named = (namespace: string, name: string) =>
    JSON.stringify({apiVersion: 'plain/v1', kind: 'A', metadata: {namespace, name}});
  const {diagnostics} = await loadText(
    [named('a', 'b/c'), named('a/b', 'c'), named('1 a', ''), named('', '1 a')].join('\n'),
  );
  assert.equal(
    diagnostics.filter(({code}) => code === 'document-duplicate'),
    [],
  );
});

test('what stands in a list belongs to the cluster of the list', async () => {
  const {documents} = await readText(
    'x',
    `{"apiVersion": "v1", "kind": "List", "items": [${one('Pod', 'a')}]}`,
    usualLimits,
  );
  const duplicates = async (...clusters: readonly string[]): Promise<number> => {
    const given = clusters.flatMap((cluster) => documents.map((each) => ({...each, cluster})));
    const {diagnostics} = await load(given, {namespace: 'shop', dialects: table});
    return diagnostics.filter(({code}) => code === 'document-duplicate').length;
  };
  assert.equal([await duplicates('east', 'west'), await duplicates('east', 'east')], [0, 1]);
});

test('an object is given twice, whatever namespaces come between', async () => {
  const named = (namespace: string, name: string) =>
    JSON.stringify({apiVersion: 'plain/v1', kind: 'Policy', metadata: {namespace, name}});
  const given = ['b/x', 'b/y', 'a/x', 'c/x', 'b/x', 'a/x', 'a/y', 'c/x'];
  const {diagnostics, applied} = await loadText(given.map((each) => named(each.slice(0, 1), each.slice(2))).join('\n'));
  assert.equal(
    diagnostics.map(({arguments: {name} = {}}) => name),
    ['b/x', 'a/x', 'c/x'],
  );
  assert.is(applied.length, 5);
});

test('policies that say the same share what they say', async () => {
  const policy = (name: string): string =>
    JSON.stringify({
      ...{apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {namespace: 'shop', name}},
      spec: {podSelector: {}, policyTypes: ['Ingress'], ingress: [{ports: [{port: 80}]}]},
    });
  const {documents} = await readText('x', `${policy('a')}\n${policy('b')}`, usualLimits);
  const {policies} = await load(documents, {namespace: 'shop'});
  assert.is(policies.length, 2);
  assert.is(policies[0]?.ingress, policies[1]?.ingress);
});

test.run();

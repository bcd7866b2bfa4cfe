import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {MatrixItem, Party} from '../evaluate/connectivity.ts';
import {allTraffic} from '../ir/traffic.ts';
import {deployment, itemOf, matrixOf, policyNamed, tcp, world} from '../testing/small-matrix.ts';
import {jsonStream} from './document-stream.ts';
import {matrixAnswer} from './matrix-answer.ts';
import {matrixCsv} from './matrix-csv.ts';
import {matrixDot} from './matrix-dot.ts';
import {matrixDocument} from './matrix-json.ts';
import {matrixMarkdown} from './matrix-markdown.ts';
import {matrixMermaid} from './matrix-mermaid.ts';
import {matrixText} from './matrix-text.ts';
import {yamlStream} from './yaml-stream.ts';

const test = suite('formats of a matrix');

const [web, db] = [deployment('shop/web'), deployment('shop/db', {workload: 'StatefulSet'})];
const places = {locate: () => ({file: 'p.yaml', document: 1, path: '', line: 3}), text: () => undefined};

const formats = {
  text: (answer: ReturnType<typeof matrixAnswer>) => matrixText(answer, false),
  wide: (answer: ReturnType<typeof matrixAnswer>) => matrixText(answer, true),
  csv: matrixCsv,
  markdown: matrixMarkdown,
  dot: matrixDot,
  mermaid: matrixMermaid,
  json: (answer: ReturnType<typeof matrixAnswer>) => matrixDocument(answer, {}, places, jsonStream()),
  yaml: (answer: ReturnType<typeof matrixAnswer>) => matrixDocument(answer, {}, places, yamlStream()),
};

type Format = keyof typeof formats;

function written(
  format: Format,
  parties: readonly Party[],
  items: readonly MatrixItem[],
  ...more: MatrixItem[][]
): string {
  const judged = [items, ...more].map((each, index) => ({
    cni: ['calico', 'cilium'][index] ?? '',
    matrix: matrixOf(parties, each),
  }));
  return [...formats[format](matrixAnswer(judged, false))].join('');
}

test('columns stand below each other, and who has no connection is named', () => {
  const longer = deployment('a-long-namespace/a-long-name');
  const items = [itemOf(longer, db), itemOf(web, db, {connections: allTraffic})];
  assert.is(
    written('text', [longer, db, web, deployment('shop/mail')], items),
    [
      'FROM                           TO        CONNECTIONS',
      'a-long-namespace/a-long-name   shop/db   TCP 80',
      'shop/web                       shop/db   all',
      '',
      'Without any connection here: shop/mail',
      '',
    ].join('\n'),
  );
});

test('of many without connection the first are named', () => {
  const alone = Array.from({length: 12}, (_, index) => deployment(`a/p${10 + index}`));
  const text = written('text', [...alone, web, db], [itemOf(web, db)]);
  assert.match(text, /: a\/p10, .*, a\/p19 and 2 more\n$/);
});

test('wide says who decides on both sides, and why nobody does', () => {
  const [first, second] = [policyNamed('a'), policyNamed('b')];
  const because = (): ReturnType<MatrixItem['because']> => ({
    egress: {reason: null, by: []},
    ingress: {reason: 'rule', by: [first, {...first, rule: 1}, second]},
  });
  const text = written('wide', [web, db, world], [itemOf(world, db, {because}), itemOf(web, db)]);
  assert.match(text, /external +shop\/db +TCP 80 +- +NetworkPolicy shop\/a, NetworkPolicy shop\/b\n/);
  assert.match(text, /shop\/web +shop\/db +TCP 80 +no policy +no policy\n/);
});

test('what is not known is marked with its facts', () => {
  const item = itemOf(web, db, {unknown: tcp(443), unknowns: ['a | b', 'c']});
  const unsure = {...item, connections: []};
  assert.match(written('text', [web, db], [item]), /TCP 80, perhaps TCP 443 {3}\(not known: a \| b; c\)\n/);
  assert.match(
    written('csv', [web, db], [item]),
    /shop\/web,shop\/db,TCP 80,TCP 443,a \| b; c,Deployment,StatefulSet\n/,
  );
  assert.match(written('markdown', [web, db], [item]), /\| TCP 80, perhaps TCP 443 \(not known: a \\\| b; c\) \|\n/);
  assert.match(written('dot', [web, db], [unsure]), /-> "shop\/db" \[label="perhaps TCP 443", style=dashed\]/);
  assert.match(written('mermaid', [web, db], [unsure]), /n0 -\.->\|"perhaps TCP 443"\| n1\n/);
  const [found] = JSON.parse(written('json', [web, db], [unsure])).items;
  assert.equal([found.connections, found.unknown], [[], [{protocol: 'TCP', ports: '443'}]]);
  assert.equal(found.unknowns, ['a | b', 'c']);
});

test('two engines give each item twice, each by its name', () => {
  const twice = (format: Format): string =>
    written(format, [web, db], [itemOf(web, db)], [itemOf(web, db, {connections: tcp(443)})]);
  assert.match(twice('text'), /^ENGINE .*\ncalico +shop\/web .* TCP 80\ncilium +shop\/web .* TCP 443\n$/);
  assert.match(twice('csv'), /^engine,from,.*\ncalico,shop\/web,.*\ncilium,shop\/web,/);
  assert.match(twice('markdown'), /^\| Engine \| From .*\n.*\n\| calico \| .*\n\| cilium \| /);
  assert.match(twice('dot'), /label="calico: TCP 80".*\n.*label="cilium: TCP 443"/);
  assert.match(twice('mermaid'), /"calico#58; TCP 80".*\n.*"cilium#58; TCP 443"/);
  const {count, items} = JSON.parse(twice('json'));
  assert.equal([count, items.map((item: {profile: unknown}) => item.profile)], [2, [{cni: 'calico'}, {cni: 'cilium'}]]);
});

test('an empty matrix says so in words, to programs in numbers', () => {
  for (const format of ['text', 'wide', 'markdown'] as const) {
    const text = written(format, [web, db], []);
    assert.is(
      text,
      'No connections: nothing passes among the 2 parties in question; --external asks about the outside.\n',
    );
  }
  assert.is(written('text', [], []), 'No connections: nothing here fits what is asked for.\n');
  assert.is(written('csv', [web], []).split('\n').length, 2);
  assert.match(written('dot', [db, web], []), /"shop\/web" \[label="web"\];\n {2}\}\n\}\n$/);
  assert.match(written('mermaid', [web], []), /^flowchart LR\n {2}subgraph g0\["shop"\]\n {4}n0\["web"\]\n {2}end\n$/);
  const empty = JSON.parse(written('json', [web], []));
  assert.equal([empty.count, empty.items, empty.unconnected.length], [0, [], 1]);
  assert.match(written('yaml', [web], []), /^count: 0\nitems: \[\]\nunconnected:\n {2}- name: shop\/web\n/);
});

test('kinds that share a name are told apart', () => {
  const twin = deployment('shop/web', {workload: 'Job'});
  const text = written('text', [web, twin], [itemOf(web, twin)]);
  assert.match(text, /\nshop\/deployment\/web +shop\/job\/web +TCP 80\n/);
});

test('a block names the blocks in it that are answered apart', () => {
  const block: Party = {name: '10.0.0.0/8', kind: 'external', labels: {}, except: ['10.1.0.0/16']};
  assert.match(written('text', [block, db], [itemOf(block, db)]), /\n10\.0\.0\.0\/8 except 10\.1\.0\.0\/16 +shop\/db /);
  assert.equal(JSON.parse(written('json', [block, db], [itemOf(block, db)])).items[0].from.except, ['10.1.0.0/16']);
});

const hostile = 'sh"op/we|b\n\u001b[31m<i>`*_#&;\u202e\\';
const evil = deployment(hostile, {namespace: 'sh"op', labels: {app: hostile}});

test('no name reaches a terminal, a table or a drawing as it is', () => {
  for (const format of Object.keys(formats) as readonly Format[]) {
    const text = written(format, [evil, db], [itemOf(evil, db, {unknown: tcp(1), unknowns: [hostile]})]);
    assert.not.match(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u, format);
  }
  const [from] = [evil].map((each) => JSON.parse(written('json', [each, db], [itemOf(each, db)])).items[0].from);
  assert.equal([from.name, from.labels.app], [hostile, hostile]);
});

test('quotes, pipes and markup say nothing to the format they stand in', () => {
  const drawn = (format: Format): string => written(format, [evil, db], [itemOf(evil, db)]);
  assert.match(drawn('dot'), /label="sh\\"op";/);
  assert.match(drawn('dot'), /\[label="we\|b\\\\n\\\\u001b\[31m<i>`\*_#&amp;;\\\\u202e\\\\"\];/);
  assert.match(drawn('mermaid'), /\["sh#34;op"\]/);
  assert.not.match(drawn('mermaid').replace(/\["|"\]|\|"|"\|/g, ''), /["|<`*_&]/);
  assert.match(
    drawn('markdown'),
    /\n\| sh"op\/we\\\|b\\\\n\\\\u001b\\\[31m&lt;i&gt;\\`\\\*\\_\\#&amp;;\\\\u202e\\\\ \| shop/,
  );
  assert.match(drawn('csv'), /\n"sh""op\/we\|b\\n/);
});

test('a cell that a spreadsheet would compute is text', () => {
  for (const sign of ['=', '+', '-', '@']) {
    const party = deployment(`${sign}cmd/x`);
    assert.match(written('csv', [party, db], [itemOf(party, db)]), new RegExp(`\\n'\\${sign}cmd/x,`));
  }
});

test('a drawing of too many parties leaves out those without connection, and says so', () => {
  const alone = Array.from({length: 600}, (_, index) => deployment(`a/p${index}`));
  const text = written('mermaid', [...alone, web, db], [itemOf(web, db)]);
  assert.is(text.match(/\n {4}n\d+\[/g)?.length, 2);
  assert.match(text, /\n {2}%% 600 without any connection are not drawn\n/);
});

test('long tables come in pieces, aligned over the whole as far as known', () => {
  const items = Array.from({length: 2500}, () => itemOf(web, db));
  const pieces = [...matrixText(matrixAnswer([{cni: 'spec', matrix: matrixOf([web, db], items)}], false), false)];
  assert.equal(
    pieces.map((piece) => piece.split('\n').length - 1),
    [1001, 1000, 500],
  );
});

test.run();

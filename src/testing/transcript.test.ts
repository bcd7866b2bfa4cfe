import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {parseTranscript, recorded} from './transcript.ts';

const test = suite('transcript format');

const text = `# Case

\`\`\`yaml a.yaml
a: 1
\`\`\`

\`\`\`console
$ first \\
  --flag
one
two
$ second
$ echo $?
2
$ third
\`\`\`

\`\`\`yaml
no: file
\`\`\`
`;

test('files, commands, outputs and exit codes', () => {
  const {files, commands} = parseTranscript(text);
  assert.equal(files, [{name: 'a.yaml', text: 'a: 1\n'}]);
  assert.equal(
    commands.map(({line, command, output, code}) => [line, command, output, code]),
    [
      [8, 'first \\\n  --flag', 'one\ntwo\n', 0],
      [12, 'second', '', 2],
      [15, 'third', '', 0],
    ],
  );
});

test('recording what is true already changes nothing', () => {
  const transcript = parseTranscript(text);
  const ran = transcript.commands.map(({output, code}) => ({output, code}));
  assert.is(recorded(text, transcript, ran), text);
});

test('recording replaces outputs and codes, and parses to them', () => {
  const transcript = parseTranscript(text);
  const ran = [
    {output: 'x\n', code: 1},
    {output: 'y\nz\n', code: 0},
    {output: '', code: 3},
  ];
  const again = parseTranscript(recorded(text, transcript, ran));
  assert.equal(
    again.commands.map(({output, code}) => ({output, code})),
    ran,
  );
});

test('an answer with fences of its own gets wider ones around it, and narrower ones when they are gone', () => {
  const first = {output: '# Plan\n\n````sh\nls\n````\n', code: 0};
  const rest = [
    {output: '', code: 0},
    {output: 'three\n', code: 0},
  ];
  const transcript = parseTranscript(text);
  const wide = recorded(text, transcript, [first, ...rest]);
  assert.match(wide, /^`{5}console\n/m);
  const again = parseTranscript(wide);
  assert.equal(
    again.commands.map(({output, code}) => ({output, code})),
    [first, ...rest],
  );
  const plain = transcript.commands.map(({output, code}) => ({output, code}));
  assert.is(recorded(wide, again, plain), text);
});

test('a block that does not end is an error', () => {
  assert.throws(() => parseTranscript('```console\n$ x\n'), /line 1: the block does not end/);
});

test.run();

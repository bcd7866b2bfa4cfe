import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {projectDirectory} from '../testing/shared.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {parseTranscript, type Ran, recorded, runCommand, writeFiles, writeShims} from '../testing/transcript.ts';

// Every command shown in testdata/cli/*.md and in the README is run against the build and its output compared. After an
// intended change: npm run transcripts:record, and read the difference.
const test = suite('transcripts');
const record = process.env['TRANSCRIPTS_RECORD'] === 'write';
const readme = 'README.md';
const {path: temporary, remove} = temporaryDirectory();
const bin = writeShims(temporary);

const names = [
  ...(existsSync(projectDirectory + readme) ? [readme] : []),
  ...readdirSync(`${projectDirectory}testdata/cli`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `testdata/cli/${name}`),
];
const documents = names.map((name) => {
  const text = readFileSync(projectDirectory + name, 'utf8');
  return {name, text, transcript: parseTranscript(text)};
});

test.after(remove);

test('there is a build to run', () => {
  assert.ok(existsSync(`${projectDirectory}dist/src/cli/main.js`), 'build first: npm run build');
});

/** A case stands in a directory of its own with its files; the README speaks of the project's own. */
async function runDocument({name, transcript}: (typeof documents)[number]): Promise<readonly Ran[]> {
  const directory = name === readme ? projectDirectory : join(temporary, name.replaceAll('/', '-'));
  if (name !== readme) writeFiles(transcript, directory);
  const ran: Ran[] = [];
  for (const {command} of transcript.commands) ran.push(await runCommand(command, directory, bin));
  return ran;
}

/** Documents run side by side, the commands of one document in order. */
const runs = new Map<string, readonly Ran[]>();
async function work(queue: Iterator<(typeof documents)[number]>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    runs.set(next.value.name, await runDocument(next.value));
  }
}

test('all commands can be run', async () => {
  const queue = documents.values();
  await Promise.all(Array.from({length: availableParallelism()}, () => work(queue)));
});

for (const {name, text, transcript} of documents) {
  test(`${name} shows commands`, () => {
    assert.ok(transcript.commands.length > 0);
    if (record) writeFileSync(projectDirectory + name, recorded(text, transcript, runs.get(name) ?? []));
  });
  for (const [index, {line, command, output, code}] of record ? [] : transcript.commands.entries()) {
    test(`${name}:${line} ${command}`, () => {
      const ran = runs.get(name)?.[index];
      assert.is(ran?.output, output);
      assert.is(ran?.code, code);
    });
  }
}

for (const {name, text} of documents.find((each) => each.name === readme)?.transcript.files ?? []) {
  test(`${readme} shows ${name} as it is`, () => {
    assert.is(readFileSync(projectDirectory + name, 'utf8'), text);
  });
}

test.run();

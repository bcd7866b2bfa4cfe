// `node floor.js yaml|json|pieces|lines FILE`: a process that only parses the bytes, which every other time is compared with.
import {closeSync, createReadStream, openSync, readFileSync, readSync} from 'node:fs';

const [how, file] = process.argv.slice(2);
const read = {yaml: readYaml, json: readJson, pieces: readPieces, lines: readLines}[how];
if (!read) throw new Error(`no floor ${how}`);
await read();

async function readYaml() {
  const {parseAllDocuments} = await import('yaml');
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) document.toJS();
}

function readJson() {
  JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * A list longer than the longest string, as `kubectl get -o json` prints it: every item ends in a line that closes a
 * brace at a depth of two, and is parsed by itself.
 */
function readPieces() {
  const end = Buffer.from('\n        }');
  const descriptor = openSync(file, 'r');
  const piece = Buffer.allocUnsafe(16 << 20);
  let rest = Buffer.alloc(0);
  let first = true;
  for (;;) {
    const length = readSync(descriptor, piece);
    if (length === 0) break;
    const bytes = Buffer.concat([rest, piece.subarray(0, length)]);
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(end, from);
      if (at < 0 || at + end.length >= bytes.length) break;
      const text = bytes.toString('utf8', from, at + end.length);
      JSON.parse(first ? text.slice(text.indexOf('[') + 1) : text);
      first = false;
      // Behind the comma, if there is one.
      from = at + end.length + (bytes[at + end.length] === 44 ? 1 : 0);
    }
    rest = Buffer.from(bytes.subarray(from));
  }
  closeSync(descriptor);
}

/** JSON line by line, read as a stream. */
async function readLines() {
  let rest = '';
  for await (const piece of createReadStream(file, {highWaterMark: 1 << 20, encoding: 'utf8'})) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    for (const line of lines) JSON.parse(line);
  }
}

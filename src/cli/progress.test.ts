import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {withProgress} from './progress.ts';

const test = suite('progress');

/** What stderr gets while the work is done, as a terminal or not. */
async function shown(isTerminal: boolean, work: () => unknown, waited: number): Promise<string> {
  const {write, isTTY} = process.stderr;
  const pieces: string[] = [];
  process.stderr.isTTY = isTerminal;
  process.stderr.write = (text: string | Uint8Array): boolean => pieces.push(String(text)) > 0;
  try {
    await withProgress('working', work, waited).catch(() => undefined);
  } finally {
    Object.assign(process.stderr, {write, isTTY});
  }
  return pieces.join('');
}

const line = 'working ...\r\u001b[K';

test('who has waited sees a line at once, gone when done, also when the work fails', async () => {
  assert.is(await shown(true, () => 1, 600), line);
  assert.is(await shown(true, () => Promise.reject(new Error('x')), 600), line);
});

test('a short wait shows nothing, and a pipe never does', async () => {
  assert.is(await shown(true, () => 1, 0), '');
  assert.is(await shown(false, () => 1, 600), '');
});

test('the answer of the work comes through', async () => {
  assert.is(await withProgress('working', () => 3), 3);
  assert.is(await withProgress('working', async () => 4), 4);
});

test.run();

import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {projectDirectory} from '../shared.ts';
import type {CheckResult} from './check.ts';
import {checks} from './checks.ts';
import {improvements, newRecord, regressions, totals} from './record.ts';

const test = suite('conformance');

const recordFile = `${projectDirectory}testdata/conformance-known-wrong.json`;

test('no recorded row that once held is answered otherwise', async () => {
  const results: CheckResult[] = [];
  for (const check of checks) for await (const result of check()) results.push(result);
  console.log(`\nconformance rows that hold:\n${totals(results).join('\n')}`);
  if (process.env['CONFORMANCE_RECORD'] === 'write') {
    const lines = Object.entries(newRecord(results)).map(
      ([name, rows]) => `${JSON.stringify(name)}: ${JSON.stringify(rows)}`,
    );
    writeFileSync(recordFile, `{\n${lines.join(',\n')}\n}\n`);
  }
  const record: Record<string, string[]> = existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, 'utf8')) : {};
  const better = improvements(results, record);
  if (better.length > 0) console.log(`${better.length} more rows hold: npm run conformance:record writes them down`);
  assert.equal(regressions(results, record).slice(0, 20), []);
});

test.run();

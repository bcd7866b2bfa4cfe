import {readFileSync} from 'node:fs';
import {compareText} from '../base/order.ts';
import type {Migration} from '../migrate/migration.ts';
import {type Passing, passingText, trafficWords} from '../report/traffic-words.ts';
import {projectDirectory} from './shared.ts';

/** The pairs that a list under testdata/migrate says to differ, in its order; two spaces part its columns. */
export function listedDifferences(name: string): readonly string[] {
  const lines = readFileSync(`${projectDirectory}testdata/migrate/${name}.txt`, 'utf8').split('\n');
  return lines.filter((line) => !/^(#|$)/.test(line)).map((line) => line.split(/ {2,}/).join(' | '));
}

/** The pairs that do differ, in the form and the order of such a list: by reason, IP family and both ends. */
export function foundDifferences({verification}: Migration): readonly string[] {
  const words = trafficWords();
  const passing = (each: Passing): string => passingText(each, words) || 'nothing';
  const rows = (verification?.differences ?? []).map(({item, family, reason = 'unlisted'}) => {
    const before = passing({connections: item.before, unknown: item.unknownBefore});
    const after = passing({connections: item.after, unknown: item.unknownAfter});
    const row = [item.from.name, item.to.name, `IPv${family}`, before, after, reason].join(' | ');
    return {row, key: [reason, family, row].join(' | ')};
  });
  return rows.sort((a, b) => compareText(a.key, b.key)).map(({row}) => row);
}

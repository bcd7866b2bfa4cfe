import {compareText} from './order.ts';

/** The candidates that look most like a mistyped word, best first, at most three and only near ones. */
export function nearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = word.slice(0, LONGEST).toLowerCase();
  if (wanted === '') return [];
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({candidate, distance: distanceOf(wanted, candidate.toLowerCase())}))
    .filter(({distance, candidate}) => distance <= limit || candidate.toLowerCase().includes(wanted))
    .sort((a, b) => a.distance - b.distance || compareText(a.candidate, b.candidate))
    .slice(0, 3)
    .map(({candidate}) => candidate);
}

/** Longer words are cut: the cost is the product of both lengths, and words come from the user. */
const LONGEST = 80;

/** Edits (insert, delete, replace) between two words. */
function distanceOf(a: string, b: string): number {
  const right = b.slice(0, LONGEST);
  let row = Array.from({length: right.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

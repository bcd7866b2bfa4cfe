import {UsageError} from './usage-error.ts';

export type LabelTest = (labels: Readonly<Record<string, string>>) => boolean;

/**
 * Reads a label selector as kubectl's `-l` takes it: requirements with commas between them, each `key`, `!key`,
 * `key=value`, `key==value`, `key!=value`, `key in (a,b)` or `key notin (a,b)`. Absent keys fulfil `!=`, `notin`, `!`.
 */
export function readSelector(text: string): LabelTest {
  const tests = splitRequirements(text).map(readRequirement);
  return (labels) => tests.every((test) => test(labels));
}

function readRequirement(text: string): LabelTest {
  const parts =
    /^(!?)\s*([A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?)\s*(?:(==?|!=)\s*([\w.-]*)|\s(in|notin)\s*\(([\w.,\s-]*)\))?$/.exec(
      text,
    );
  const [, absent, key = '', sign, value = '', word, list = ''] = parts ?? [];
  if (!parts || (absent === '!' && (sign !== undefined || word !== undefined))) {
    throw new UsageError(
      `cannot read the selector ${JSON.stringify(text)}, use such as app=web, app!=web, 'app in (a,b)'`,
    );
  }
  const has: LabelTest = (labels) => Object.hasOwn(labels, key);
  if (sign === undefined && word === undefined) return absent === '!' ? (labels) => !has(labels) : has;
  const values = sign === undefined ? list.split(',').map((each) => each.trim()) : [value];
  const among: LabelTest = (labels) => has(labels) && values.includes(labels[key] ?? '');
  return sign === '!=' || word === 'notin' ? (labels) => !among(labels) : among;
}

/** Commas inside parentheses separate values. */
function splitRequirements(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

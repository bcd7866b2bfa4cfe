import {isMapping, isSequence, type Value} from '../language/value.ts';
import {printJson} from './print-json.ts';

/** YAML as `yamlencode` writes it: keys and texts in quotes, lists not indented. */
export function printYaml(value: Value): string {
  const lines = isNested(value) ? linesOf(value) : [printLeaf(value)];
  return `${lines.join('\n')}\n`;
}

function linesOf(value: Value): readonly string[] {
  if (isSequence(value)) {
    return value.items.flatMap((item) => {
      const [first = '', ...rest] = isNested(item) ? linesOf(item) : [printLeaf(item)];
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  if (!isMapping(value)) return [];
  return [...value.entries].flatMap(([key, each]) => {
    if (!isNested(each)) return [`${JSON.stringify(key)}: ${printLeaf(each)}`];
    const nested = linesOf(each);
    return [`${JSON.stringify(key)}:`, ...(isSequence(each) ? nested : nested.map((line) => `  ${line}`))];
  });
}

function isNested(value: Value): boolean {
  if (isSequence(value)) return value.items.length > 0;
  return isMapping(value) && value.entries.size > 0;
}

/** A text of several lines is a block scalar. */
function printLeaf(value: Value): string {
  if (value.kind === 'string') return JSON.stringify(value.value);
  return printJson(value);
}

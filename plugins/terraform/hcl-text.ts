/** HCL as text, laid out as `terraform fmt` leaves it (terraform.md section 10.2). */
export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly body: readonly (HclBlock | HclArgument)[];
}

export interface HclArgument {
  readonly name: string;
  readonly value: HclValue | HclReference;
}

/** The address of a resource, which stands without quotes. */
export class HclReference {
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }
}

export type HclValue = null | boolean | number | string | readonly HclValue[] | {readonly [key: string]: HclValue};

/** Top-level blocks, a blank line between them. */
export function printFile(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${printBlock(block, '').join('\n')}\n`).join('\n');
}

/** An HCL string in quotes, with everything escaped that has a meaning of its own. */
function printText(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, (letter) => `\\${letter}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[$%](?=\{)/g, (letter) => letter + letter);
  return `"${[...escaped].map(visible).join('')}"`;
}

/** Control characters and line separators by their number. */
function visible(letter: string): string {
  const code = letter.charCodeAt(0);
  const hidden = code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029;
  return hidden ? `\\u${code.toString(16).padStart(4, '0')}` : letter;
}

function printBlock({type, labels = [], body}: HclBlock, indent: string): readonly string[] {
  const header = [type, ...labels.map(printText)].join(' ');
  if (body.length === 0) return [`${indent}${header} {}`];
  return [`${indent}${header} {`, ...printBody(body, `${indent}  `), `${indent}}`];
}

function printBody(body: HclBlock['body'], indent: string): readonly string[] {
  return runsOf(body, (item) => 'name' in item && !spansLines(item.value)).flatMap((run) =>
    run.flatMap((item) =>
      'name' in item
        ? printAssignment(item.name, item.value, indent, widthOf(run.map((each) => ('name' in each ? each.name : ''))))
        : printBlock(item, indent),
    ),
  );
}

/**
 * Cuts a list into runs: neighbours that pass the test stay together, anything else stands alone. Only the `=` of
 * neighbours on single lines are aligned; a value that spans lines ends the run and is not aligned itself.
 */
function runsOf<T>(items: readonly T[], joins: (item: T) => boolean): readonly (readonly T[])[] {
  const runs: T[][] = [];
  let open = false;
  for (const item of items) {
    const join = joins(item);
    if (join && open) runs.at(-1)?.push(item);
    else runs.push([item]);
    open = join;
  }
  return runs;
}

function widthOf(names: readonly string[]): number {
  return Math.max(...names.map((name) => [...name].length));
}

function printAssignment(name: string, value: HclArgument['value'], indent: string, width: number): readonly string[] {
  const [first = '', ...rest] = printValue(value, indent);
  return [`${indent}${name}${' '.repeat(Math.max(width - [...name].length, 0))} = ${first}`, ...rest];
}

/** The lines of a value; the first goes behind what stands before it. */
function printValue(value: HclArgument['value'], indent: string): readonly string[] {
  if (value instanceof HclReference) return [value.address];
  if (!spansLines(value)) return [printInline(value)];
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items: readonly HclValue[] = value;
    const lines = items.flatMap((item) => {
      const [first = '', ...rest] = printValue(item, inner);
      const all = [`${inner}${first}`, ...rest];
      return [...all.slice(0, -1), `${all.at(-1)},`];
    });
    return ['[', ...lines, `${indent}]`];
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const runs = runsOf(entries, ([, each]) => !spansLines(each));
  const lines = runs.flatMap((run) => {
    const width = widthOf(run.map(([key]) => printKey(key)));
    return run.flatMap(([key, each]) => printAssignment(printKey(key), each, inner, width));
  });
  return ['{', ...lines, `${indent}}`];
}

function printInline(value: HclValue): string {
  if (typeof value === 'string') return printText(value);
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`;
  return typeof value === 'object' && value !== null ? '{}' : String(value);
}

/** Objects with entries, and lists that hold such, take several lines. */
function spansLines(value: HclArgument['value']): boolean {
  if (value instanceof HclReference) return false;
  if (Array.isArray(value))
    return value.some((item: HclValue) => typeof item === 'object' && item !== null && !isBare(item));
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function isBare(value: HclValue): boolean {
  return Array.isArray(value) && !spansLines(value);
}

/** Bare where HCL reads it as a name; words of the language stand in quotes. */
function printKey(key: string): string {
  const bare = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !['null', 'true', 'false', 'for', 'if', 'in'].includes(key);
  return bare ? key : printText(key);
}

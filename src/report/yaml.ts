import type {Json} from '../base/json.ts';
import {escapeInQuotes, escapeUntrusted} from './terminal.ts';

/** One document to print. */
export interface YamlDocument {
  readonly value: Json;
  /** Lines to stand above it, each with its `#`. */
  readonly comment?: string;
}

/**
 * Values as YAML documents in block style, separated by `---`: key order is kept, nothing is folded or becomes an
 * anchor. kubectl reads YAML 1.1, so a string stands bare only where every reader takes it for one (`yes` and `014` are
 * quoted; ecosystem.md section 7). What could move a terminal's cursor is written as an escape. Of our own, since the
 * package takes longer to load than everything else that a small conversion does.
 */
export function printYaml(documents: readonly YamlDocument[]): string {
  return documents.map(documentText).join('---\n');
}

function documentText({value, comment}: YamlDocument): string {
  const above = comment === undefined ? '' : `${comment.split('\n').map(commentLine).join('\n')}\n`;
  const lines = isEmpty(value) || !isCollection(value) ? [scalar(value)] : block(value);
  return `${above}${lines.join('\n')}\n`;
}

/** Whatever stands in it, a comment stays one. */
function commentLine(line: string): string {
  const safe = escapeUntrusted(line);
  return safe === '' || safe.startsWith('#') ? safe : `# ${safe}`;
}

type Collection = readonly Json[] | {readonly [key: string]: Json};

/** The lines of a list or an object that is not empty, without indentation. */
function block(value: Collection): readonly string[] {
  if (isList(value)) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = isCollection(item) && !isEmpty(item) ? block(item) : [scalar(item)];
      return [`- ${first}`, ...rest.map(indented)];
    });
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const name = stringText(key);
    if (!isCollection(item) || isEmpty(item)) return [`${name}: ${scalar(item)}`];
    return [`${name}:`, ...block(item).map(indented)];
  });
}

function indented(line: string): string {
  return `  ${line}`;
}

function scalar(value: Json): string {
  if (typeof value === 'string') return stringText(value);
  return JSON.stringify(value);
}

function stringText(text: string): string {
  return isBare(text) ? text : escapeInQuotes(JSON.stringify(text), 'yaml');
}

/** Words that some reader of YAML 1.1 or 1.2 takes for something else than a string. */
const reserved = /^(y|n|yes|no|on|off|true|false|null)$/i;
const ipv4 = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/;

/** Begins like no number and no sign of the syntax, and holds nothing that ends a bare string. */
function isBare(text: string): boolean {
  if (ipv4.test(text)) return true;
  return /^[A-Za-z_/(][\x20-\x7e]*$/.test(text) && !/: |:$| #| $/.test(text) && !reserved.test(text);
}

function isCollection(value: Json): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: Json): boolean {
  return isCollection(value) && (isList(value) ? value.length : Object.keys(value).length) === 0;
}

function isList(value: Collection): value is readonly Json[] {
  return Array.isArray(value);
}

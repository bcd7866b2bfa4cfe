import {createRequire} from 'node:module';
import type {Document, Scalar, YAMLMap} from 'yaml';
import {parseTime} from './functions/time.ts';
import {plainText} from './language/convert.ts';
import {parseFraction} from './language/number.ts';
import {bool, failed, nothing, number, object, text, tuple, type Value} from './language/value.ts';

/** Nodes that one document may have once its aliases are followed, and how deep they may nest. */
const MOST_NODES = 1_000_000;
const DEEPEST = 200;
/** Letters of a text: the package needs a second for two million, and much memory. */
const LONGEST = 4_000_000;

type Library = typeof import('yaml');

interface Reading {
  readonly yaml: Library;
  readonly document: Document;
  readonly spend: () => boolean;
}

/** `yamldecode`: one document (terraform.md section 4.6). */
export function decodeYaml(content: string): Value {
  const [document, second] = parseAll(content);
  if (!document) return failed('the YAML document is missing, or too long');
  if (second) return failed('more than one YAML document; split them at "\\n---\\n" first');
  return documentValue(document);
}

/** Every document, empty ones as null; or the first error alone. */
export function decodeAllYaml(content: string): readonly Value[] {
  const values = parseAll(content).map(documentValue);
  const failure = values.find(({kind}) => kind === 'failed');
  return failure ? [failure] : values;
}

/** The package is loaded at first use. */
function library(): Library {
  return createRequire(import.meta.url)('yaml');
}

function parseAll(content: string): readonly Document[] {
  if (content.length > LONGEST) return [];
  const options = {schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent'} as const;
  return [...library().parseAllDocuments(content, options)];
}

/**
 * The scalars are those of Terraform's own YAML reader, which no preset of the YAML package has: `yes` is true, `010` is
 * ten, `1_000` stays a text.
 */
function documentValue(document: Document): Value {
  const [error] = document.errors;
  if (error) return failed(error.message);
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.1') {
    return failed('only YAML 1.1 is read');
  }
  let left = MOST_NODES;
  return nodeValue(document.contents, {yaml: library(), document, spend: () => left-- > 0}, 0);
}

function nodeValue(node: unknown, reading: Reading, depth: number): Value {
  const {yaml, document, spend} = reading;
  if (!spend() || depth > DEEPEST) return failed('the YAML document is too large or nested too deeply');
  if (yaml.isAlias(node)) {
    const target = node.resolve(document);
    return target ? nodeValue(target, reading, depth + 1) : failed(`there is no anchor ${node.source}`);
  }
  if (yaml.isScalar(node)) return scalarValue(node);
  if (yaml.isMap(node)) return mapValue(node, reading, depth);
  if (!yaml.isSeq(node)) return nothing;
  const items = node.items.map((item) => nodeValue(item, reading, depth + 1));
  return items.find(({kind}) => kind === 'failed') ?? tuple(items);
}

/** The last of equal keys wins; `<<` brings in the entries of another map, which the map's own go before. */
function mapValue(map: YAMLMap<unknown, unknown>, reading: Reading, depth: number): Value {
  const own: [string, Value][] = [];
  const merged: (readonly [string, Value])[] = [];
  for (const {key, value} of map.items) {
    const content = nodeValue(value, reading, depth + 1);
    if (content.kind === 'failed') return content;
    if (reading.yaml.isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
      if (content.kind !== 'object') return failed('only a map can be merged into a map');
      merged.unshift(...content.entries);
    } else {
      const name = plainText(nodeValue(key, reading, depth + 1));
      if (name === undefined) return failed('a key of a map must be a text');
      own.push([name, content]);
    }
  }
  return object([...merged, ...own]);
}

/** Quoted and block scalars are texts, plain ones what they look like. */
function scalarValue(scalar: Scalar): Value {
  const source = String(scalar.value ?? '');
  const isText = scalar.type !== 'PLAIN' && scalar.type !== undefined;
  switch (scalar.tag?.replace('tag:yaml.org,2002:', '')) {
    case 'str':
    case 'binary':
      return text(typeof scalar.value === 'string' ? source : (scalar.source ?? ''));
    case 'null':
      return nothing;
    case undefined:
    case 'bool':
    case 'float':
    case 'int':
    case 'timestamp':
      return isText ? text(source) : plainValue(source);
    default:
      return failed(`the tag ${scalar.tag} is not supported`);
  }
}

function plainValue(source: string): Value {
  if (/^(|~|null|Null|NULL)$/.test(source)) return nothing;
  if (/^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return bool(true);
  if (/^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return bool(false);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(source)) return number({top: source.startsWith('-') ? -1n : 1n, bottom: 0n});
  if (/^\.(nan|NaN|NAN)$/.test(source)) return failed('NaN is not supported');
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(source)) return number({top: BigInt(source), bottom: 1n});
  const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(source) ? parseFraction(source) : undefined;
  return decimal ? number(decimal) : text(timestamp(source) ?? source);
}

/** A date or time in the forms of YAML 1.1 becomes an RFC 3339 timestamp; undefined for anything else. */
function timestamp(source: string): string | undefined {
  const form = /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]| )(\d\d?):(\d\d?):(\d\d?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;
  const found = form.exec(source);
  if (!found) return undefined;
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', zone = 'Z'] = found;
  const two = (part: string) => part.padStart(2, '0');
  const printed = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
  return parseTime(printed) && printed;
}

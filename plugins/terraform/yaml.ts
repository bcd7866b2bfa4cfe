import {createRequire} from 'node:module';
import type {Document, Scalar, YAMLMap} from 'yaml';
import {parseFraction} from './language/number.ts';
import {bool, failed, nothing, number, object, text, tuple, type Value} from './language/value.ts';

/** Nodes that one document may have once its aliases are followed, and how deep they may nest. */
const MOST_NODES = 1_000_000;
const DEEPEST = 200;

type Library = typeof import('yaml');

interface Reading {
  readonly yaml: Library;
  readonly document: Document;
  readonly spend: () => boolean;
}

/**
 * `yamldecode`: one document, with the scalars of Terraform's own YAML reader, which no preset of the YAML package has
 * (terraform.md section 4.6): `yes` is true, `010` is ten, `1_000` stays a text. The package is loaded at first use.
 */
export function decodeYaml(content: string): Value {
  const yaml: Library = createRequire(import.meta.url)('yaml');
  const documents: readonly Document[] = [
    ...yaml.parseAllDocuments(content, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  ];
  const [document, second] = documents;
  if (!document) return failed('the YAML document is missing');
  if (second) return failed('more than one YAML document; split them at "\\n---\\n" first');
  const [error] = document.errors;
  if (error) return failed(error.message);
  let left = MOST_NODES;
  return nodeValue(document.contents, {yaml, document, spend: () => left-- > 0}, 0);
}

function nodeValue(node: unknown, reading: Reading, depth: number): Value {
  const {yaml, document, spend} = reading;
  if (!spend() || depth > DEEPEST) return failed('the YAML document is too large or nested too deeply');
  if (yaml.isAlias(node)) return nodeValue(node.resolve(document), reading, depth + 1);
  if (yaml.isScalar(node)) return scalarValue(node);
  if (yaml.isMap(node)) return mapValue(node, reading, depth);
  if (!yaml.isSeq(node)) return nothing;
  const items = node.items.map((item) => nodeValue(item, reading, depth + 1));
  return items.find(({kind}) => kind === 'failed') ?? tuple(items);
}

/** The last of equal keys wins; `<<` brings in the entries of other maps, which the map's own go before. */
function mapValue(map: YAMLMap<unknown, unknown>, reading: Reading, depth: number): Value {
  const own: [string, Value][] = [];
  const merged: (readonly [string, Value])[] = [];
  for (const {key, value} of map.items) {
    const name = reading.yaml.isScalar(key) ? key : undefined;
    const content = nodeValue(value, reading, depth + 1);
    if (content.kind === 'failed') return content;
    if (name?.value === '<<' && name.type === 'PLAIN') {
      const sources = content.kind === 'tuple' ? content.items : [content];
      for (const source of sources) if (source.kind === 'object') merged.unshift(...source.entries);
    } else {
      own.push([String(name?.value ?? ''), content]);
    }
  }
  return object([...merged, ...own]);
}

/** Quoted and block scalars are texts, plain ones what they look like. */
function scalarValue(scalar: Scalar): Value {
  const source = String(scalar.value ?? '');
  const isText = scalar.tag === 'tag:yaml.org,2002:str' || (scalar.type !== 'PLAIN' && scalar.type !== undefined);
  return isText ? text(source) : plainValue(source);
}

function plainValue(source: string): Value {
  if (/^(|~|null|Null|NULL)$/.test(source)) return nothing;
  if (/^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return bool(true);
  if (/^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return bool(false);
  if (/^[-+]?\.(inf|Inf|INF)$/.test(source)) return number({top: source.startsWith('-') ? -1n : 1n, bottom: 0n});
  if (/^\.(nan|NaN|NAN)$/.test(source)) return failed('NaN is not supported');
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(source)) return number({top: BigInt(source), bottom: 1n});
  const decimal = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(source) ? parseFraction(source) : undefined;
  if (decimal) return number(decimal);
  return text(/^\d{4}-\d{2}-\d{2}$/.test(source) ? `${source}T00:00:00Z` : source);
}

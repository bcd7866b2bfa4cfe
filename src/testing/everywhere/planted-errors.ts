import {isObject, type Json, type JsonObject} from '../../base/json.ts';

/** A written object with one mistake in it, as a writer might make it. */
export interface PlantedError {
  readonly name: string;
  readonly object: JsonObject;
}

/** Every single mistake of these kinds that can be made in one object. */
export function plantedErrors(object: JsonObject): readonly PlantedError[] {
  const spec = object['spec'];
  if (spec === undefined) return [];
  return [...mistakes(spec, 'spec')].map(({name, value}) => ({name, object: {...object, spec: value}}) as PlantedError);
}

interface Mistake {
  readonly name: string;
  readonly value: Json;
}

/** Lists of which an element may get lost. */
const lists =
  /^(except|notNets|nets|ports|notPorts|ingress|egress|ingressDeny|egressDeny|from|to|(from|to)(Endpoints|CIDRSet|CIDR|Entities|Ports)|values|policyTypes|types|matchExpressions)$/;

/** Rules that are asked in turn. */
const ordered = /^(ingress|egress)$/;

function* mistakes(value: Json, path: string): Generator<Mistake> {
  const key = path.slice(path.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '');
  if (Array.isArray(value)) yield* mistakesOfList(value, path, key);
  else if (isObject(value)) yield* mistakesOfObject(value as JsonObject, path, key);
  else for (const other of otherValues(value, key)) yield {name: `${path} ${value} is ${other}`, value: other};
}

function* mistakesOfList(value: readonly Json[], path: string, key: string): Generator<Mistake> {
  for (const [at, each] of value.entries()) {
    const put = (...items: readonly Json[]): readonly Json[] => value.toSpliced(at, 1, ...items);
    for (const inner of mistakes(each, `${path}[${at}]`)) yield {name: inner.name, value: put(inner.value)};
    if (lists.test(key)) yield {name: `${path}[${at}] is dropped`, value: put()};
    if (!isObject(each)) continue;
    const {podSelector, namespaceSelector, ...rest} = each as JsonObject;
    if (podSelector !== undefined && namespaceSelector !== undefined) {
      yield {name: `${path}[${at}] is or, not and`, value: put({...rest, podSelector}, {...rest, namespaceSelector})};
    }
    const next = value[at + 1];
    if (ordered.test(key) && next !== undefined && actionOf(next) !== actionOf(each)) {
      yield {name: `${path}[${at}] comes late`, value: value.toSpliced(at, 2, next, each)};
    }
  }
}

function actionOf(rule: Json): Json | undefined {
  return isObject(rule) ? (rule as JsonObject)['action'] : undefined;
}

function* mistakesOfObject(value: JsonObject, path: string, key: string): Generator<Mistake> {
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    for (const each of mistakes(inner, `${path}.${name}`))
      yield {name: each.name, value: {...value, [name]: each.value}};
  }
  if (key !== 'matchLabels') return;
  for (const [name, text] of Object.entries(value)) {
    const {[name]: _lost, ...rest} = value;
    yield {name: `${path} without ${name}`, value: rest};
    yield {name: `${path}.${name} ${text} is other`, value: {...rest, [name]: 'other'}};
  }
}

const opposites: Readonly<Record<string, string>> = {
  Allow: 'Deny',
  Deny: 'Allow',
  Accept: 'Deny',
  Pass: 'Deny',
  TCP: 'UDP',
  UDP: 'TCP',
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  DoesNotExist: 'Exists',
};

/** What may stand in the place of a plain value by mistake. */
function* otherValues(value: Json, key: string): Generator<Json> {
  if (typeof value === 'number') {
    if (/port/i.test(key)) yield value + 1;
    return;
  }
  if (typeof value !== 'string') return;
  const opposite = Object.hasOwn(opposites, value) ? opposites[value] : undefined;
  if (opposite !== undefined) yield opposite;
  if (/port/i.test(key) && /^\d+(:\d+)?$/.test(value)) yield value.replace(/\d+$/, (digits) => `${Number(digits) + 1}`);
  const block = /^(.*)\/(\d+)$/.exec(value);
  if (block) yield `${block[1]}/${Number(block[2]) + 1}`;
  if (/selector/i.test(key)) {
    for (const [part, wrong] of [
      [' && ', ' || '],
      ['==', '!='],
      [' in ', ' not in '],
      ['!has', 'has'],
    ] as const) {
      if (value.includes(part)) yield value.replace(part, wrong);
    }
  }
}

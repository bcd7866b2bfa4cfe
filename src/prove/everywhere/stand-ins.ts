import {sortedUnique} from '../../base/order.ts';
import type {Policy} from '../../ir/policy.ts';
import type {Endpoint, Namespace, World} from '../../ir/world.ts';
import type {Certificate} from '../certificate.ts';
import type {JudgedSet} from '../this-world.ts';
import {compareEverywhere} from './compare-everywhere.ts';

/** What a change of policies does where no workloads are known. */
export interface StandIns {
  /** Over all possible clusters. */
  readonly certificate: Certificate;
  /** Small clusters that show it, each with pods made for it, named by their labels: `shop/(app=web)`. */
  readonly worlds: readonly World[];
  /** Changed resources that were too many to look at each alone. */
  readonly left: number;
}

/** Of a large change so many resources are looked at, each alone. */
const MOST_CHANGED = 20;
/** With more policies than this each resource is looked at beside those of its own namespaces. */
const MOST_BESIDE = 60;
const LIMITS = {mostNodes: 100_000, mostSteps: 1_000_000};

/**
 * Compares both sides in every possible cluster, and finds clusters that show what each of the changed resources adds to
 * the whole, both ways. A world only shows where to look: what differs in it is for the evaluator to say, with all
 * policies of both sides.
 */
export function standIns(before: JudgedSet, after: JudgedSet, changed: readonly string[]): StandIns {
  const certificate = compareEverywhere(before, after);
  if (certificate.result === 'equal') return {certificate, worlds: [], left: 0};
  const each = changed.slice(0, MOST_CHANGED).flatMap((resource) => effectsOf(resource, before, after));
  const worlds = [certificate, ...each].flatMap(({witness}) => (witness?.world ? [named(witness.world)] : []));
  const unique = [...new Map(worlds.map((world) => [JSON.stringify(world), world])).values()];
  return {certificate, worlds: unique, left: Math.max(changed.length - MOST_CHANGED, 0)};
}

/** The after side against itself without what one resource changes; the second way only where there is one. */
function effectsOf(resource: string, before: JudgedSet, after: JudgedSet): readonly Certificate[] {
  const isOwn = ({origin}: Policy): boolean => origin.resource === resource;
  const [was, is] = [before.policies.filter(isOwn), after.policies.filter(isOwn)];
  if (was.length + is.length === 0) return [];
  const spaces = new Set([...was, ...is].map(({id}) => id.namespace));
  const others = after.policies.filter((policy) => !isOwn(policy));
  const beside = others.length > MOST_BESIDE ? others.filter(({id}) => spaces.has(id.namespace)) : others;
  const [without, whole] = [was, is].map((own) => ({...after, policies: [...beside, ...own]}));
  if (!without || !whole) return [];
  const found = compareEverywhere(without, whole, LIMITS);
  if (found.result === 'different' || found.result === 'not-equal') {
    return [found, compareEverywhere(whole, without, LIMITS)];
  }
  if (found.result !== 'unproved') return [found];
  // Where some of it is not known: pods that it selects at all.
  const none = {...after, policies: beside};
  return [without, whole].map((side) => compareEverywhere(none, side, LIMITS));
}

/** The world with its pods named by what is asked of them. */
function named(world: World): World {
  const taken = new Set<string>();
  const endpoints = world.endpoints.map((endpoint) => {
    if (endpoint.kind !== 'pod') return endpoint;
    const space = world.namespaces.find(({name}) => name === endpoint.namespace);
    const words = [...labelWords(endpoint.labels), ...namespaceWords(space)];
    const text = words.length > 0 ? words.join(', ') : 'no labels';
    const first = `${endpoint.namespace}/(${text})`;
    const name = taken.has(first) ? `${endpoint.namespace}/(another ${text})` : first;
    taken.add(name);
    return {...endpoint, name};
  });
  return {...world, endpoints};
}

function labelWords(labels: Endpoint['labels']): readonly string[] {
  return sortedUnique(Object.entries(labels).map(([key, value]) => `${key}=${value}`));
}

function namespaceWords(namespace: Namespace | undefined): readonly string[] {
  const {'kubernetes.io/metadata.name': _name, ...labels} = namespace?.labels ?? {};
  return labelWords(labels).map((each) => `namespace ${each}`);
}

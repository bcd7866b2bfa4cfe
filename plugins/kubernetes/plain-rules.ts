import {pairInterner, sequenceInterner} from '../../src/base/interner.ts';
import {isObject, type Path} from '../../src/base/json.ts';
import type {Match} from '../../src/ir/match.ts';
import {type Direction, type Rule, rule, type Written} from '../../src/ir/policy.ts';
import type {Traffic} from '../../src/ir/traffic.ts';
import {hasOnly, type Known, knownByNumber, knownItems, listNumbers, repeating} from './plain-values.ts';

type Read<T> = (item: unknown) => Known<T> | undefined;

/**
 * What a list of rules says, for rules that the API server takes and of which nothing is unknown: each distinct list is
 * made once. Undefined on any doubt.
 */
export function plainRules(
  which: 'ingress' | 'egress',
  peersOf: 'from' | 'to',
  readPeer: Read<Match>,
  readPort: Read<Traffic>,
): Read<Direction> {
  const known = knownByNumber<Direction>();
  const [peerLists, portLists] = [listNumbers(), listNumbers()];
  const [rulePairs, ruleLists] = [pairInterner(), sequenceInterner()];
  const placeOf = places(['spec', which], peersOf);

  const portsOf = repeating((list) => knownItems(list, readPort));
  const readRule = (value: unknown): Items | undefined => {
    if (!isObject(value) || !hasOnly(value, [peersOf, 'ports'])) return undefined;
    const peers = knownItems(value[peersOf], readPeer);
    const ports = peers && portsOf(value['ports']);
    return ports && {peers, ports};
  };
  const make = ({peers, ports}: Items, index: number): Rule => {
    const place = placeOf(index);
    return rule({
      action: 'allow',
      peers: writtenAt(peers, place.peerAt),
      ports: writtenAt(ports, place.portAt),
      path: place.path,
      index,
    });
  };

  return repeating((list) => {
    if (!Array.isArray(list)) return undefined;
    const rules: Items[] = [];
    let number = 0;
    for (const item of list) {
      const items = readRule(item);
      if (!items) return undefined;
      rules.push(items);
      number = ruleLists(number, rulePairs(peerLists(items.peers), portLists(items.ports)));
    }
    return known.get(number) ?? known.add(number, {isolates: true, rules: rules.map(make)});
  });
}

interface Items {
  readonly peers: readonly Known<Match>[];
  readonly ports: readonly Known<Traffic>[];
}

/** Nothing listed is anything (kubernetes.md A5). */
function writtenAt<T>(items: readonly Known<T>[], pathAt: (index: number) => Path): readonly Written<T>[] | undefined {
  return items.length === 0 ? undefined : items.map(({value}, index) => ({value, path: pathAt(index)}));
}

interface Place {
  readonly path: Path;
  readonly peerAt: (index: number) => Path;
  readonly portAt: (index: number) => Path;
}

/** The same paths for the rules of all policies. */
function places(list: Path, peersOf: 'from' | 'to'): (index: number) => Place {
  return remembered((index) => {
    const path = [...list, index];
    return {
      path,
      peerAt: remembered((peer) => [...path, peersOf, peer]),
      portAt: remembered((port) => [...path, 'ports', port]),
    };
  });
}

function remembered<T>(make: (index: number) => T): (index: number) => T {
  const known: T[] = [];
  return (index) => {
    const before = known[index];
    if (before !== undefined) return before;
    const made = make(index);
    known[index] = made;
    return made;
  };
}

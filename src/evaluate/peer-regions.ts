import {remember} from '../base/remember.ts';
import {type Conjunction, conjunctions, underKind} from '../ir/conjunctions.ts';
import {type EndpointKind, type Match, namespaceIs, not, nothing, printMatch} from '../ir/match.ts';
import {meet} from '../ir/meet.ts';
import {hasAtom, mapAtoms} from '../ir/rewrite.ts';

/** The peers of a match by their kind, as alternatives of facts, and everybody else of that kind alike. */
export type Region = Readonly<Record<EndpointKind, Sides>> & {
  /** False where nobody knows before some fact is known: the peers may be these. */
  readonly known: boolean;
};

export interface Sides {
  readonly holds: readonly Conjunction[];
  /** Everybody else of the kind. */
  readonly fails: readonly Conjunction[];
}

export type RegionOf = (peer: Match) => Region | undefined;

const MOST_ALTERNATIVES = 64;

/**
 * Takes peers apart for a subject of this namespace. Undefined for what has too many alternatives. Each match is looked at
 * once, and equal ones have the same region.
 */
export function peerRegions(): (namespace: string | undefined) => RegionOf {
  const known = new Map<string | undefined, RegionOf>();
  return (namespace) => {
    const own = namespace === undefined ? nothing : namespaceIs(namespace);
    const byText = new Map<string, {readonly region: Region | undefined}>();
    const regionOf =
      known.get(namespace) ??
      remember((peer: Match) => {
        const match = mapAtoms(peer, (atom) => (atom.is === 'sameNamespace' ? own : atom));
        const text = printMatch(match);
        const found = byText.get(text) ?? {region: region(match)};
        byText.set(text, found);
        return found.region;
      });
    known.set(namespace, regionOf);
    return regionOf;
  };
}

function region(peer: Match): Region | undefined {
  const [pod, host, external] = [sides(peer, 'pod'), sides(peer, 'host'), sides(peer, 'external')];
  return pod && host && external && {pod, host, external, known: !hasAtom(peer, ({is}) => is === 'unknown')};
}

function sides(peer: Match, kind: EndpointKind): Sides | undefined {
  const match = underKind(peer, kind);
  const [holds, fails] = [alternatives(match), alternatives(not(match))];
  return holds && fails && {holds, fails};
}

/** Those that can hold at all, each condition named once. */
function alternatives(match: Match): readonly Conjunction[] | undefined {
  return conjunctions(match, MOST_ALTERNATIVES)?.flatMap((each) => {
    let all: Conjunction | undefined = [];
    for (const literal of each) all = all && meet(all, [literal]);
    return all ? [all] : [];
  });
}

import {every, not as notTrue, some as someTrue, type Truth, unknownFact} from '../base/truth.ts';
import {addressIn, and, type Match, not, or, someIdentity, testText} from './match.ts';
import {testNamespaceLabel} from './namespace-label.ts';
import type {AddressSet, World} from './world.ts';

/**
 * Each named set of addresses that a match looks up by label, replaced by the addresses that such sets hold in this
 * world, and their names; `alone`: only what can be nothing but a set. What cannot be told from the world stays.
 */
export function setsHere(
  match: Match,
  world: World,
  namespace: string,
  alone = false,
): {readonly match: Match; readonly sets: readonly string[]} {
  const sets = new Set<string>();
  const replaced = mapSets(match, alone, (of) => {
    const found = world.addressSets.map((set) => ({set, truth: testSet(of, set, world, namespace)}));
    if (found.some(({truth}) => typeof truth === 'object')) return undefined;
    const fulfilling = found.flatMap(({set, truth}) => (truth === true ? [set] : []));
    for (const {kind, name} of fulfilling) sets.add(`${kind} ${name}`);
    return or(...fulfilling.flatMap(({cidrs}) => cidrs.map(addressIn)));
  });
  return {match: replaced, sets: [...sets]};
}

function mapSets(match: Match, alone: boolean, addresses: (of: Match) => Match | undefined): Match {
  switch (match.is) {
    case 'and':
      return and(...match.of.map((part) => mapSets(part, alone, addresses)));
    case 'or':
      return or(...match.of.map((part) => mapSets(part, alone, addresses)));
    case 'not':
      return not(mapSets(match.of, alone, addresses));
    case 'some': {
      const meant = match.identities.includes('addressSet') && !(alone && match.identities.length > 1);
      const found = meant ? addresses(match.of) : undefined;
      if (!found) return match;
      const others = match.identities.filter((kind) => kind !== 'addressSet');
      return others.length === 0 ? found : or(someIdentity(others, match.of), found);
    }
    default:
      return match;
  }
}

/** A set has labels and, when it is namespaced, a namespace; it is no pod and has no account. */
function testSet(match: Match, set: AddressSet, world: World, own: string): Truth {
  switch (match.is) {
    case 'true':
    case 'false':
      return match.is === 'true';
    case 'and':
      return every(match.of, (part) => testSet(part, set, world, own));
    case 'or':
      return someTrue(match.of, (part) => testSet(part, set, world, own));
    case 'not':
      return notTrue(testSet(match.of, set, world, own));
    case 'label':
      return testText(Object.hasOwn(set.labels, match.key) ? set.labels[match.key] : undefined, match.value);
    case 'namespace':
      return testText(set.namespace, match.value);
    case 'sameNamespace':
      return set.namespace === own;
    case 'namespaceLabel': {
      if (set.namespace === undefined) return false;
      return testNamespaceLabel(
        match.key,
        match.value,
        world.namespaces.find(({name}) => name === set.namespace),
      );
    }
    case 'kind':
    case 'serviceAccount':
    case 'serviceAccountLabel':
      return false;
    default:
      return unknownFact(match.is);
  }
}

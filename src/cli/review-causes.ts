import type {DiffItem, Party} from '../evaluate/connectivity.ts';
import type {Cause, PlannedChange} from '../report/review-answer.ts';

/** Of one change at most this many attributes are blamed. */
const MOST_ATTRIBUTES = 3;

/**
 * The resources of a plan that cause a change of a connection: those of the policies that decide otherwise now, and of
 * the facts that nobody knows yet; where all of these stay the same, those of the namespaces and workloads at its ends.
 * Ends that come or go are always named.
 */
export function planCauses(changes: readonly PlannedChange[]): (item: DiffItem) => readonly Cause[] {
  const acting = changes.filter(({actions}) => actions.some((action) => action !== 'no-op' && action !== 'forget'));
  const byAddress = new Map(acting.map((change) => [change.address, change] as const));
  const openFact = factsOf(acting);
  return (item) => {
    const decided = item.because.flatMap(({reference}): readonly Cause[] => {
      const change = reference.origin.resource === undefined ? undefined : byAddress.get(reference.origin.resource);
      if (!change) return [];
      return reference.rule === undefined
        ? blamed(change)
        : [{change, attribute: change.attributeAt(reference.origin.path)}];
    });
    // Where a policy says something else, another that is only called otherwise is not why.
    const meant = decided.filter(({change}) => !isOnlyNamed(change));
    const open = [...item.unknowns, ...item.settledBy].flatMap((fact) => openFact(fact) ?? []);
    const ends = acting.filter((change) => [item.from, item.to].some((party) => isAbout(change, party)));
    const comeOrGone = ends.filter(({before, after}) => before.length === 0 || after.length === 0);
    const found = [...comeOrGone.map((change) => ({change})), ...(meant.length > 0 ? meant : decided), ...open];
    return unique(found.length > 0 ? found : ends.flatMap(blamed));
  };
}

/** Finds the attribute that an open fact speaks of, by the words of readers: each begins with its place. */
function factsOf(changes: readonly PlannedChange[]): (fact: string) => Cause | undefined {
  const known = new Map<string, Cause>();
  for (const change of changes) {
    for (const attribute of [...change.unknown, ...change.sensitive]) {
      known.set(`${change.address}.${attribute}`, {change, attribute});
    }
  }
  return (fact) => known.get(fact.replace(/^sensitive value of /, '').replace(/ is known only after apply$/, ''));
}

/** Only the name of the object, or what is noted on it, changes. */
function isOnlyNamed({attributes}: PlannedChange): boolean {
  const noted = /^(manifest\.)?metadata(\[0\])?\.(name|generate_name|labels|annotations)\b/;
  return attributes.length > 0 && attributes.every((each) => noted.test(each));
}

function blamed(change: PlannedChange): readonly Cause[] {
  const attributes = change.replacedFor.length > 0 ? change.replacedFor : change.attributes;
  return attributes.length === 0
    ? [{change}]
    : attributes.slice(0, MOST_ATTRIBUTES).map((attribute) => ({change, attribute}));
}

/** Whether a change is of the party's namespace or of what makes its pods. */
function isAbout({before, after}: PlannedChange, party: Party): boolean {
  return [...before, ...after].some(({kind, namespace, name}) => {
    if (kind === 'Namespace') return name === party.namespace;
    return kind === (party.workload ?? 'Pod') && `${namespace ?? 'default'}/${name}` === party.name;
  });
}

/** Each once; an attribute inside one that is named as well is not named again. */
function unique(causes: readonly Cause[]): readonly Cause[] {
  const key = ({change, attribute = ''}: Cause): string => `${change.address}.${attribute}`;
  const all = new Map(causes.map((cause) => [key(cause), cause] as const));
  const isInside = (cause: Cause): boolean =>
    causes.some(
      (other) =>
        other.attribute !== undefined &&
        /^[.[]/.test(key(cause).slice(key(other).length)) &&
        key(cause).startsWith(key(other)),
    );
  return [...all.values()].filter((cause) => !isInside(cause));
}

import {isObject, type Json, type JsonObject, type Path} from '../../base/json.ts';

/** Parts without which an object is not the same object any more. */
const kept = /^(apiVersion|kind|metadata|metadata\.(name|namespace)|spec|spec\.(tier|priority|subject))$/;

/**
 * The smallest documents for which something still happens: whole documents, then list items and fields are taken away
 * one by one, as long as any can be. Each step is one question; after `mostSteps` of them the smallest so far is given.
 */
export async function shrink(
  documents: readonly JsonObject[],
  stillHappens: (documents: readonly JsonObject[]) => Promise<boolean>,
  mostSteps = 3_000,
): Promise<readonly JsonObject[]> {
  let smallest = documents;
  let steps = 0;
  for (let again = true; again; ) {
    again = false;
    const paths = smallest.flatMap((document, index) => [
      [index],
      ...removable(document, []).map((path) => [index, ...path]),
    ]);
    // From the end, so that the paths in front keep pointing at the same part.
    for (const path of paths.sort((a, b) => a.length - b.length || compareBackwards(a, b))) {
      if (steps >= mostSteps) return smallest;
      const smaller = without(smallest, path);
      if (!smaller) continue;
      steps++;
      if (!(await stillHappens(smaller))) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}

/** The paths of everything below that may be left out. */
function removable(value: Json, path: Path): readonly Path[] {
  const children: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((each: Json, index) => [index, each] as const)
    : isObject(value)
      ? Object.entries(value as JsonObject)
      : [];
  return children.flatMap(([step, child]) => {
    const at = [...path, step];
    return [...(kept.test(at.join('.')) ? [] : [at]), ...removable(child, at)];
  });
}

function compareBackwards(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (step === other || other === undefined) continue;
    return step < other ? 1 : -1;
  }
  return 0;
}

/** The documents without the part at a path; undefined where there is none. */
function without(documents: readonly JsonObject[], [first, ...rest]: Path): readonly JsonObject[] | undefined {
  const document = typeof first === 'number' ? documents[first] : undefined;
  if (!document) return undefined;
  if (rest.length === 0) return documents.filter((each) => each !== document);
  const smaller = removed(document, rest);
  return isObject(smaller) ? documents.map((each) => (each === document ? (smaller as JsonObject) : each)) : undefined;
}

function removed(value: Json, [step, ...rest]: Path): Json {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== step)
      : value.map((each: Json, index) => (index === step ? removed(each, rest) : each));
  }
  if (!isObject(value) || typeof step !== 'string') return value;
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(
    rest.length === 0
      ? entries.filter(([key]) => key !== step)
      : entries.map(([key, child]) => [key, key === step ? removed(child, rest) : child]),
  );
}

import type {Path} from '../../src/base/json.ts';
import type {Schema} from './crd-schema.ts';

/** Names that the generations of policy.networking.k8s.io have for one thing. */
const otherNames: Readonly<Record<string, string>> = {
  ports: 'protocols',
  protocols: 'ports',
  namedPort: 'destinationNamedPort',
  destinationNamedPort: 'namedPort',
};

/**
 * Where a field belongs that stands at the wrong depth, with its parent: mostly a matter of indentation. Of several
 * places the one next to where it was found. A field that the schema has nowhere may be a mistyped neighbour, or what
 * another generation calls otherwise.
 */
export function homeInSchema(root: Schema, path: Path, neighbour: string | undefined): string | undefined {
  const key = String(path.at(-1));
  const places: (readonly string[])[] = [];
  collect(root, [], places);
  const named = (name: string | undefined): readonly (readonly string[])[] =>
    places.filter((place) => place.at(-1) === name);
  const own = named(key);
  if (own.length === 0 && neighbour !== undefined) return neighbour;
  const here = path.map((step) => (typeof step === 'number' ? '[]' : step));
  const [best] = [...(own.length > 0 ? own : named(otherNames[key]))].sort(
    (a, b) => shared(b, here) - shared(a, here) || a.length - b.length,
  );
  return best && parentAndKey(best);
}

function collect(schema: Schema, at: readonly string[], places: (readonly string[])[]): void {
  if (schema.is === 'list') collect(schema.of, [...at, '[]'], places);
  if (schema.is !== 'object') return;
  for (const [key, each] of Object.entries(schema.fields)) {
    places.push([...at, key]);
    collect(each, [...at, key], places);
  }
}

/** How many steps both begin with. */
function shared(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((step, index) => step !== b[index]);
  return different < 0 ? a.length : different;
}

/** `from[].pods`, `subject.pods`. */
function parentAndKey(place: readonly string[]): string {
  const last = place.at(-2) === '[]' ? 3 : 2;
  return place.slice(-last).join('.').replaceAll('.[]', '[]');
}

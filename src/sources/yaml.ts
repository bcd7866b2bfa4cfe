import type {Path} from '../base/json.ts';
import {Composer, Parser} from './yaml-package.ts';
import {placeOf} from './yaml-place.ts';
import {controlCharacter, explainYamlError} from './yaml-problem.ts';
import {offsetOf, type YamlProblem, yamlValue} from './yaml-value.ts';

/** What one chunk of a YAML stream holds. Offsets count from the start of the chunk. */
export interface ParsedYaml {
  /** Undefined when the document is broken; null when there is none. */
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Where a second document begins behind `...`, which kubectl never reads. */
  readonly ignoredFrom?: number;
  /** Offset of the key or item at a path, or of the nearest enclosing one that is written. */
  readonly offsetAt: (path: Path) => number;
}

/** Every plain scalar stays text: what it means to kubectl is decided by `yaml-scalars.ts`. */
const options = {
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  strict: true,
  prettyErrors: false,
  resolveKnownTags: false,
  logLevel: 'silent',
} as const;

/**
 * Parses the first document of a chunk; never throws for bad input. The text must have passed the check of
 * `nesting.ts`, since the composer is recursive. Line breaks of YAML 1.1 count as such, as they do for go-yaml.
 */
export function parseYaml(text: string, nesting: number): ParsedYaml {
  const lines = text.replace(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n');
  const documents = new Composer(options).compose(new Parser().parse(lines), true, lines.length);
  const first = documents.next();
  if (first.done) return {value: null, problems: [], offsetAt: () => 0};
  const {contents, errors} = first.value;
  const [error] = errors;
  const failure = controlCharacter(lines) ?? (error && explainYamlError(error, lines));
  if (failure) return {value: undefined, problems: [failure], offsetAt: () => failure.offset};
  const second = documents.next();
  const ignored = second.done ? null : second.value.contents;
  const {value, problems, targets} = yamlValue(contents, lines, nesting);
  const offsetAt = (path: Path): number => placeOf(contents, targets, path);
  return {value, problems, offsetAt, ...(ignored && {ignoredFrom: offsetOf(ignored)})};
}

import type {Path} from '../base/json.ts';

/**
 * Where something was written: the file as the user named it (`-` for stdin, `cluster` for a live one), the number of
 * the document in it (from 1), and the path inside that document. For Terraform also the resource address with its
 * instance key. Line and column are found only when a report needs them (design.md section 4, point 3).
 */
export interface Origin {
  readonly file: string;
  readonly document: number;
  readonly path: Path;
  readonly resource?: string;
}

/** An origin resolved for a reader: line and column from 1 (cli.md section 3, `Source`). */
export interface Source {
  readonly file: string;
  readonly document: number;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly resource?: string;
}

/** The same place, some steps further in. */
export function within(origin: Origin, ...steps: Path): Origin {
  return {...origin, path: [...origin.path, ...steps]};
}

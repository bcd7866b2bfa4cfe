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

/** An item of a list. A large cluster keeps a hundred thousand origins and asks for few paths: each is made when asked. */
class ItemOrigin implements Origin {
  readonly file: string;
  readonly document: number;
  readonly #items: Path;
  readonly #index: number;

  constructor({file, document}: Origin, items: Path, index: number) {
    this.file = file;
    this.document = document;
    this.#items = items;
    this.#index = index;
  }

  get path(): Path {
    return [...this.#items, this.#index];
  }
}

/** The origins of the items of a list, by their index. */
export function itemOrigins(list: Origin): (index: number) => Origin {
  if (list.resource !== undefined) return (index) => within(list, 'items', index);
  const items = [...list.path, 'items'];
  return (index) => new ItemOrigin(list, items, index);
}

/** The same place, some steps further in. */
export function within(origin: Origin, ...steps: Path): Origin {
  return {...origin, path: [...origin.path, ...steps]};
}

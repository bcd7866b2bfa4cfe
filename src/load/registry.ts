import {type Path, printPath} from '../base/json.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';
import type {Document} from '../sources/document.ts';

export interface Registry {
  readonly add: (document: Document) => void;
  readonly locate: (origin: Origin) => Source;
  readonly comment: (origin: Origin) => string | undefined;
}

type Placed = Pick<Document, 'origin' | 'locate' | 'comment'>;

/**
 * Finds line and column of an origin in the document it points into. Several documents may share file and number
 * (what a Terraform file carries): the one with the longest path that leads to the origin is asked.
 */
export function documentRegistry(): Registry {
  const documents = new Map<string, Placed[]>();
  return {
    // What it holds need not stay for its places.
    add: ({origin, locate, comment}) => {
      const key = keyOf(origin);
      const placed = {origin, locate, ...(comment !== undefined && {comment})};
      const known = documents.get(key);
      if (known) known.push(placed);
      else documents.set(key, [placed]);
    },
    comment: (origin) => documents.get(keyOf(origin))?.find(({comment}) => comment !== undefined)?.comment,
    locate: (origin) => {
      const {file, document, path, resource} = origin;
      const named = {file, document, path: printPath(path), ...(resource !== undefined && {resource})};
      const holder = (documents.get(keyOf(origin)) ?? []).reduce<Placed | undefined>(
        (best, each) => (leadsTo(each, path) && depth(each) > depth(best) ? each : best),
        undefined,
      );
      return holder ? {...holder.locate(path.slice(holder.origin.path.length)), ...named} : named;
    },
  };
}

function keyOf({file, document, resource}: Origin): string {
  return `${file}\0${document}\0${resource ?? ''}`;
}

function leadsTo({origin}: Placed, path: Path): boolean {
  return origin.path.every((step, index) => step === path[index]);
}

function depth(document: Placed | undefined): number {
  return document ? document.origin.path.length : -1;
}

import type {JsonObject} from '../base/json.ts';
import {printJson} from './json.ts';

/** How one document with many `items` is written without holding all of it: what stands before, each item, the rest. */
export interface DocumentStream {
  readonly begin: (head: JsonObject) => string;
  readonly item: (value: JsonObject) => string;
  /** `tail` holds the fields behind the items. */
  readonly end: (tail: JsonObject) => string;
}

/** One JSON document, laid out as `printJson` does. */
export function jsonStream(): DocumentStream {
  let count = 0;
  return {
    begin: (head) => `${printJson(head).replace(/\n\}$/, '')},\n  "items": [`,
    item: (value) => {
      count += 1;
      return `${count > 1 ? ',' : ''}\n    ${printJson(value).replaceAll('\n', '\n    ')}`;
    },
    end: (tail) => {
      const rest = printJson(tail)
        .replace(/^\{\}?/, '')
        .replace(/\n\}$/, '');
      return `${count > 0 ? '\n  ' : ''}]${rest === '' ? '' : `,${rest}`}\n}\n`;
    },
  };
}

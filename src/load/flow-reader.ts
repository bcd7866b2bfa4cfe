import {type DialectEntry, dialects as table} from '../../plugins/index.ts';
import type {FlowReading, ReadFlow} from '../ir/flow.ts';

/** Reads a recorded connection of any dialect's tools; undefined where nobody knows its form. */
export async function flowReader(entries: readonly DialectEntry[] = table): Promise<ReadFlow> {
  const loaded = await Promise.all(entries.filter(({records}) => records).map(({load}) => load()));
  const readers = loaded.flatMap(({readFlow}) => readFlow ?? []);
  // Records of one file mostly have one form.
  let last: ReadFlow | undefined;
  return (record): FlowReading | undefined => {
    const reading = last?.(record);
    if (reading) return reading;
    for (const each of readers) {
      const found = each(record);
      if (!found) continue;
      last = each;
      return found;
    }
    return undefined;
  };
}

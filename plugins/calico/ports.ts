import {type Interval, intervals} from '../../src/base/intervals.ts';
import {allPorts, type Ports, ports} from '../../src/ir/traffic.ts';
import {add, type Item, invalid, list} from './fields.ts';
import type {PortItem} from './schema.ts';
import {refuseMore} from './schema-rules.ts';

/** A list of ports: numbers, ranges `"a:b"` and names (calico.md 3.4 rule 3). */
export function readPorts(item: Item): readonly PortItem[] | undefined {
  refuseMore(item, 50, 'ports');
  return list(item)?.flatMap((each) => readPort(each) ?? []);
}

function readPort(item: Item): PortItem | undefined {
  const {value} = item;
  if (typeof value === 'number') return range(item, value, value);
  if (typeof value !== 'string') {
    add(item, 'field-type', {
      layer: 'api-server',
      arguments: {
        found: value === null ? 'null' : typeof value,
        expected: 'a port number, a range "a:b" or a port name',
      },
    });
    return undefined;
  }
  const numbers = /^([0-9]+)(?::([0-9]+))?$/.exec(value);
  if (numbers) return range(item, Number(numbers[1]), Number(numbers[2] ?? numbers[1]));
  if (isPortName(value)) return {name: value};
  invalid(
    item,
    'it must be a port number, a range such as "80:90", or a port name of at most 15 lower-case letters, digits and single hyphens',
    'engine',
  );
  return undefined;
}

function range(item: Item, low: number, high: number): PortItem | undefined {
  const whole = Number.isInteger(low) && Number.isInteger(high);
  if (whole && low >= 1 && high <= 65535 && low <= high) return {low, high};
  invalid(
    item,
    low > high ? 'the range ends before it starts' : 'ports go from 1 to 65535',
    whole ? 'engine' : 'api-server',
  );
  return undefined;
}

/** The Kubernetes rule for names of container ports. */
export function isPortName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--');
}

/** What a `ports` and a `notPorts` list of one side say together; undefined: any port (calico.md 6.3, 6.4). */
export function portSet(
  wanted: readonly PortItem[] | undefined,
  excepted: readonly PortItem[] | undefined,
): Ports | undefined {
  const some = wanted ?? [];
  const none = excepted ?? [];
  if (some.length === 0 && none.length === 0) return undefined;
  return ports({
    numbers: some.length === 0 ? allPorts : numbersOf(some),
    names: namesOf(some).map((name) => ({name})),
    exceptNumbers: numbersOf(none),
    exceptNames: namesOf(none),
  });
}

export function namesOf(items: readonly PortItem[]): readonly string[] {
  return items.flatMap((each) => ('name' in each ? [each.name] : []));
}

export function numbersOf(items: readonly PortItem[]): readonly Interval[] {
  return intervals(items.flatMap((each): Interval[] => ('name' in each ? [] : [[each.low, each.high]])));
}

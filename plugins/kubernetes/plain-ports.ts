import {isObject} from '../../src/base/json.ts';
import {portNameProblem} from '../../src/base/kubernetes-names.ts';
import type {Traffic} from '../../src/ir/traffic.ts';
import {counter, hasOnly, type Known, knownByNumber, knownByText} from './plain-values.ts';
import {portTraffic} from './ports.ts';
import type {Port} from './schema.ts';

/**
 * The traffic of an item of `ports` that the API server takes and of which nothing is unknown, each distinct one made
 * once: clusters name few ports a thousand times. Undefined on any doubt.
 */
export function plainPorts(): (item: unknown) => Known<Traffic> | undefined {
  const number = counter();
  const known = knownByText<Traffic>(number);
  const tcp = knownByNumber<Traffic>(number);
  return (item) => {
    if (!isObject(item) || !hasOnly(item, ['protocol', 'port', 'endPort'])) return undefined;
    const {protocol, port, endPort} = item;
    if (protocol === 'TCP' && isPort(port) && endPort === undefined) {
      return tcp.get(port) ?? tcp.add(port, portTraffic({protocol, port}));
    }
    if (protocol !== undefined && protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') return undefined;
    if (port !== undefined && typeof port !== 'number' && typeof port !== 'string') return undefined;
    if (endPort !== undefined && typeof endPort !== 'number') return undefined;
    const text = `${protocol} ${endPort} ${typeof port} ${port}`;
    const before = known.get(text);
    if (before) return before;
    const made = {
      ...(protocol && {protocol}),
      ...(port !== undefined && {port}),
      ...(endPort !== undefined && {endPort}),
    };
    return isGood(made) ? known.add(text, portTraffic(made)) : undefined;
  };
}

/** V9 to V14. */
function isGood({port, endPort}: Port): boolean {
  if (typeof port === 'string') return portNameProblem(port) === undefined && endPort === undefined;
  if (typeof port !== 'number') return endPort === undefined;
  return isPort(port) && (endPort === undefined || (isPort(endPort) && endPort >= port));
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

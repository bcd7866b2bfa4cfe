import {hasPorts, ICMP, ICMPV6, protocolNumbers, SCTP, TCP, UDP} from '../../base/protocols.ts';
import type {World} from '../../ir/world.ts';
import {endpointKey} from '../../ir/world.ts';
import type {NamedConnection} from '../named-connection.ts';
import {type Chooser, chooser} from './chooser.ts';
import {outsideAddresses, portNumbers} from './vocabulary.ts';

/** So many random connections of a world, most of them with a pod at both ends. */
export function randomQuestions(world: World, seed: number, count: number): readonly NamedConnection[] {
  const choose = chooser(seed);
  const inside = world.endpoints.map(endpointKey);
  const pods = world.endpoints.filter(({kind}) => kind === 'pod').map(endpointKey);
  const anyone = [...pods, ...inside, ...outsideAddresses];
  return Array.from({length: count}, () => {
    const [one, other] = [choose.pick(pods) ?? 'none', choose.pick(anyone) ?? 'none'];
    const [from, to] = choose.chance(0.5) ? [one, other] : [other, one];
    return {from, to, ...randomTraffic(choose)};
  });
}

function randomTraffic(choose: Chooser): Omit<NamedConnection, 'from' | 'to'> {
  const family = choose.chance(0.3) ? 6 : 4;
  const icmp = family === 6 ? ICMPV6 : ICMP;
  const protocol = choose.pick([TCP, TCP, TCP, TCP, UDP, UDP, SCTP, icmp, protocolNumbers.GRE]) ?? TCP;
  return {
    protocol,
    family,
    ...(hasPorts(protocol) && {port: choose.pick([...portNumbers, 81]) ?? 80}),
    ...(protocol === icmp && {icmp: {type: family === 6 ? 128 : 8, code: 0}}),
  };
}

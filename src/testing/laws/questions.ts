import {hasPorts, ICMP, ICMPV6, protocolNumbers, SCTP, TCP, UDP} from '../../base/protocols.ts';
import type {Connection} from '../../evaluate/answer.ts';
import {outside} from '../../evaluate/outside.ts';
import {type Endpoint, endpointKey, type World} from '../../ir/world.ts';
import {type Chooser, chooser} from './chooser.ts';
import {outsideAddresses, portNumbers} from './vocabulary.ts';

/** A connection by the names of its ends, so that it can be asked again in a changed world. */
export interface LawQuestion {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly port?: number;
  readonly icmp?: {readonly type: number; readonly code: number};
  readonly family: 4 | 6;
}

/** So many random connections of a world, most of them with a pod at both ends. */
export function randomQuestions(world: World, seed: number, count: number): readonly LawQuestion[] {
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

function randomTraffic(choose: Chooser): Omit<LawQuestion, 'from' | 'to'> {
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

/** The connection in this world; undefined where one of its ends does not exist there. */
export function connectionIn(world: World, {from, to, ...traffic}: LawQuestion): Connection | undefined {
  const [sender, receiver] = [endpointIn(world, from), endpointIn(world, to)];
  return sender && receiver && {from: sender, to: receiver, sourcePort: 40_000, ...traffic};
}

function endpointIn(world: World, key: string): Endpoint | undefined {
  if (outsideAddresses.some((address) => address === key)) return outside(key, {addresses: [key]});
  return world.endpoints.find((each) => endpointKey(each) === key);
}

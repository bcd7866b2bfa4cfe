import {contains, printIntervals} from '../base/intervals.ts';
import {protocolName} from '../base/protocols.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import {type Rule, writtenAt} from '../ir/policy.ts';
import type {TrafficBox} from '../ir/traffic.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import type {Side} from './side.ts';

/**
 * Why a rule that seems to open the port does not: a range of which the engine takes the first port alone, or a port
 * name that the receiver does not declare. For connections that isolation denies (kubernetes.md A9.5 and A9.9).
 */
export function portCaveats(side: Side): readonly Diagnostic[] {
  const {profile} = side.prepared;
  const found = new Map<string, Diagnostic>();
  for (const {rule, origin} of rulesForPeer(side)) {
    for (const box of rule.traffic) {
      const range = profile.ignoresEndPort ? ignoredRange(box, side) : undefined;
      if (range !== undefined) {
        const details = {arguments: {engine: profile.name, range}};
        found.set(`range ${range}`, diagnostic('end-port-ignored', origin, details));
      }
      for (const name of undeclaredNames(box, side)) {
        const endpoint = side.to.endpoint.name;
        const protocol = protocolName(side.connection.protocol) ?? `${side.connection.protocol}`;
        const details = {arguments: {endpoint, name, protocol}};
        found.set(`name ${name}`, diagnostic('port-name-undeclared', origin, details));
      }
    }
  }
  return [...found.values()];
}

/** The allow rules of NetworkPolicies and the like, as written, that for the engine are about the other end. */
function rulesForPeer(side: Side): readonly {readonly rule: Rule; readonly origin: Origin}[] {
  const {subject, peer, prepared, direction} = side;
  const {world} = prepared;
  const ofSubject = {end: subject, other: peer, world, assumptions: noAssumptions};
  const ofPeer = {end: peer, other: subject, world, assumptions: noAssumptions};
  return prepared.stages
    .flatMap(({policies}) => policies)
    .filter(({written}) => written.group.group === 'networkpolicy' || written.group.group === 'cilium')
    .filter(({policy}) => !policy[direction]?.dormant && evaluateMatch(policy.subject, ofSubject) === true)
    .flatMap(({policy, written}) => {
      const adapted = policy[direction]?.rules ?? [];
      const isForPeer = ({index}: Rule): boolean =>
        adapted.some((each) => each.index === index && evaluateMatch(each.peer, ofPeer) === true);
      return (written[direction]?.rules ?? [])
        .filter((rule) => rule.action === 'allow' && isForPeer(rule))
        .map((rule) => ({rule, origin: writtenAt(written, rule)}));
    });
}

function ignoredRange({protocols, ports}: TrafficBox, {connection}: Side): string | undefined {
  const {protocol, port} = connection;
  if (port === undefined || (protocols && !contains(protocols, protocol))) return undefined;
  const range = ports?.numbers.find(([low, high]) => low < port && port <= high);
  return range && printIntervals([range]);
}

function undeclaredNames({protocols, ports}: TrafficBox, {connection, to}: Side): readonly string[] {
  const {protocol} = connection;
  if (protocols && !contains(protocols, protocol)) return [];
  const declared = (name: string): boolean =>
    to.endpoint.ports.some((each) => each.name === name && each.protocol === protocol);
  return (ports?.names ?? []).map(({name}) => name).filter((name) => !declared(name));
}

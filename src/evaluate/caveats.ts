import {hasPorts} from '../base/protocols.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Decision} from './answer.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import type {Side} from './side.ts';

/** Remarks without which a verdict would mislead: what the API leaves open, and layer 7 restrictions. */
export function caveats(
  sides: {readonly egress: Side; readonly ingress: Side},
  egress: Decision | null,
  ingress: Decision | null,
): readonly Diagnostic[] {
  return [...sideCaveats(sides.egress, egress), ...sideCaveats(sides.ingress, ingress)];
}

function sideCaveats(side: Side, decision: Decision | null): readonly Diagnostic[] {
  if (!decision) return [];
  const found: Diagnostic[] = [];
  const decides = decision.reason === 'rule' || decision.reason === 'isolated';
  const open = side.prepared.profile.leavesOpen ?? [];
  if (decides && open.includes('protocols-without-ports') && !hasPorts(side.connection.protocol)) {
    found.push(diagnostic('undefined-by-api', undefined, {arguments: {what: 'protocols without ports'}}));
  }
  if (decides && open.includes('own-node-egress') && side.direction === 'egress' && isOwnNode(side)) {
    found.push(diagnostic('undefined-by-api', undefined, {arguments: {what: 'traffic from a pod to its own node'}}));
  }
  if (decision.http) {
    found.push(diagnostic('http-restricted', decision.decidedBy[0]?.origin, {arguments: {side: side.direction}}));
  }
  return found;
}

function isOwnNode({subject, peer, prepared}: Side): boolean {
  if (peer.endpoint.kind !== 'host') return false;
  const reading = {end: peer, other: subject, world: prepared.world, assumptions: noAssumptions};
  return evaluateMatch({is: 'sameNode'}, reading) === true;
}

import type {Family} from '../../base/cidr.ts';
import {pairKey} from '../../base/interner.ts';
import type {Endpoint} from '../../ir/world.ts';
import {DEFAULT_SOURCE_PORT} from '../ask.ts';
import {connectionEnd, type End} from '../end.ts';
import type {Prepared} from '../prepared.ts';
import {type EndpointClasses, endpointClasses} from './endpoint-classes.ts';
import {type PolicyContents, policyContents, type Which} from './policy-contents.ts';
import {type PolicyIndex, policyIndex} from './policy-index.ts';
import {type SideRules, type SideRulesOf, sideRules} from './side-rules.ts';
import {type SideTraffic, type SideWalk, sideWalk} from './side-walk.ts';
import {type TrafficSets, trafficSets} from './traffic-sets.ts';

/** What else a connection has beside its two ends. */
export interface PairOptions {
  /** Default 40000 (cli.md section 2). */
  readonly sourcePort?: number;
  readonly viaService?: boolean;
}

/** Answers for the classes of two endpoints: each question of a pair of classes is walked once. */
export interface PairTraffic {
  readonly prepared: Prepared;
  readonly index: PolicyIndex;
  readonly contents: PolicyContents;
  readonly classes: EndpointClasses;
  readonly sets: TrafficSets;
  readonly rulesOf: (subject: number, which: Which, family: Family) => SideRules;
  readonly walk: SideWalk;
  /** What one side lets pass between two endpoints as the engine sees them. */
  readonly side: (which: Which, from: Endpoint, to: Endpoint, family: Family, options?: PairOptions) => SideTraffic;
}

export function pairTraffic(prepared: Prepared): PairTraffic {
  const index = policyIndex(prepared);
  const contents = policyContents();
  const classes = endpointClasses(prepared, index, contents);
  const sets = trafficSets();
  const walk = sideWalk(prepared, sets);
  const rules = rulesByClass(sideRules(prepared, index, contents), classes);
  const known = new Map<string, SideTraffic>();

  const endOf = (endpoint: Endpoint, family: Family): End => connectionEnd(endpoint, family, prepared.world);

  return {
    ...{prepared, index, contents, classes, sets, walk, rulesOf: rules},
    side: (which, from, to, family, {sourcePort = DEFAULT_SOURCE_PORT, viaService = false} = {}) => {
      const [sender, receiver] = [classes.classOf(from), classes.classOf(to)];
      const own = rules(which === 'egress' ? sender : receiver, which, family);
      const relation = relationOf(from, to);
      const plain = relation !== undefined && (sourcePort === DEFAULT_SOURCE_PORT || !own.readsSourcePort);
      const key = `${which} ${pairKey(sender, receiver)} ${relation} ${family}`;
      const before = plain ? known.get(key) : undefined;
      if (before) return before;
      const question = {which, from: endOf(from, family), to: endOf(to, family), family, sourcePort, viaService};
      const found = walk(own, question);
      if (plain) known.set(key, found);
      return found;
    },
  };
}

/** The rules of each class, looked up once. */
function rulesByClass(find: SideRulesOf, classes: EndpointClasses): PairTraffic['rulesOf'] {
  const tables: Readonly<Record<Family, Readonly<Record<Which, SideRules[]>>>> = {
    4: {egress: [], ingress: []},
    6: {egress: [], ingress: []},
  };
  return (subject, which, family) => {
    const table = tables[family];
    const known = table[which][subject];
    if (known) return known;
    const found = find(classes.representative(subject), family);
    table.egress[subject] = found.egress;
    table.ingress[subject] = found.ingress;
    return found[which];
  };
}

/**
 * How two endpoints stand to each other, where classes say all the rest. Undefined for an endpoint and itself, which
 * shares every fact with itself.
 */
function relationOf(from: Endpoint, to: Endpoint): string | undefined {
  if (from.name === to.name) return undefined;
  const namespace = from.namespace !== undefined && from.namespace === to.namespace ? 'same' : 'other';
  if (from.kind !== 'host' && to.kind !== 'host') return namespace;
  const node = from.node === undefined || to.node === undefined ? 'some' : from.node === to.node ? 'same' : 'other';
  return `${namespace} ${node}`;
}

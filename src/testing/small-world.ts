import type {Origin} from '../diagnostics/origin.ts';
import {emptyWorld} from '../ir/empty-world.ts';
import {and, isKind, label, type Match, namespaceIs, oneOf} from '../ir/match.ts';
import {type Action, type Policy, type Rule, rule} from '../ir/policy.ts';
import type {Traffic} from '../ir/traffic.ts';
import type {Endpoint, World} from '../ir/world.ts';

/** Hand-made policies and endpoints for tests of what works on the IR alone. */
export const origin: Origin = {file: 'test', document: 1, path: []};

export function pod(name: string, labels: Record<string, string> = {}, parts: Partial<Endpoint> = {}): Endpoint {
  return {
    name: `shop/${name}`,
    kind: 'pod',
    namespace: 'shop',
    labels,
    openLabels: [],
    addresses: ['10.0.0.1'],
    hostNetwork: false,
    ports: [],
    roles: [],
    ...parts,
  };
}

export function worldOf(...endpoints: readonly Endpoint[]): World {
  return {
    ...emptyWorld,
    namespaces: [{name: 'shop', labels: {'kubernetes.io/metadata.name': 'shop'}, labelsKnown: true}],
    endpoints,
  };
}

export interface RuleText {
  readonly action?: Action;
  readonly peer?: Match;
  readonly traffic?: Traffic;
  readonly application?: Rule['application'];
}

/** Rules from what differs between them: by default they allow all traffic with anybody. */
export function rules(...list: readonly RuleText[]): readonly Rule[] {
  return list.map(({action = 'allow', peer, traffic, application}, index) =>
    rule({
      action,
      peers: peer && [{value: peer, path: []}],
      ports: traffic && [{value: traffic, path: []}],
      ...(application && {application}),
      path: [],
      index,
    }),
  );
}

/** A policy of namespace `shop` for the pods labelled `app: NAME`. */
export function policyFor(app: string, parts: Partial<Policy>): Policy {
  return {
    id: {dialect: 'template', apiVersion: 'example.org/v1', kind: 'ExamplePolicy', namespace: 'shop', name: app},
    origin,
    labels: {},
    annotations: {},
    group: {group: 'networkpolicy'},
    subject: and(isKind('pod'), namespaceIs('shop'), label('app', oneOf([app]))),
    remainder: [],
    ...parts,
  };
}

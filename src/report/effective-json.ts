import type {JsonObject} from '../base/json.ts';
import type {EffectiveDirection} from '../evaluate/effective.ts';
import type {EffectiveRule} from '../evaluate/effective-rules.ts';
import type {ReplicaGroup} from '../evaluate/replicas.ts';
import {exposureJson} from './exposure-json.ts';
import {diagnosticJson, endpointJson, referenceJson} from './json.ts';
import {peersText} from './peers-text.ts';
import type {Places} from './place.ts';
import {trafficJson} from './traffic-json.ts';
import {httpJson} from './verdict-json.ts';

/** One item of an `EffectivePolicyList`. `cni` is given where several engines judge. */
export function effectiveJson({effective, replicas}: ReplicaGroup, places: Places, cni?: string): JsonObject {
  const {endpoint, exempt, ingress, egress, exposure, caveats} = effective;
  return {
    ...(cni !== undefined && {profile: {cni}}),
    endpoint: endpointJson(endpoint),
    replicas: replicas ?? null,
    ...(exempt && {exempt}),
    ingress: directionJson(ingress, places),
    egress: directionJson(egress, places),
    exposure: exposure ? exposureJson(exposure) : null,
    caveats: caveats.map((each) => diagnosticJson(each, places)),
  };
}

function directionJson(direction: EffectiveDirection, places: Places): JsonObject {
  const {isolated, isolatedBy, uncertain, rules, stages, passedOn, otherwise, builtIn} = direction;
  return {
    isolated,
    isolatedBy: isolatedBy.map((each) => referenceJson(each, places)),
    rules: rules.map((rule) => ruleJson(rule, places)),
    stages: stages.map((stage) => ({...stage})),
    otherwise,
    ...(passedOn && {passedOn}),
    ...(uncertain.length > 0 && {
      uncertain: uncertain.map(({policy, unknowns}) => ({policy: referenceJson(policy, places), unknowns})),
    }),
    builtIn: builtIn.map(({name, action}) => ({name, action})),
  };
}

function ruleJson(rule: EffectiveRule, places: Places): JsonObject {
  const {stage, action, peer, self, traffic, application, shadowedBy, by} = rule;
  const namespace = by[0]?.id.namespace;
  const context = namespace === undefined ? {} : {namespace};
  return {
    stage,
    action,
    peers: peersText(peer, context),
    ...(self && {self: peersText(self, context)}),
    traffic: trafficJson(traffic),
    ...(application && {
      application: {
        ...(application.http && {http: application.http.map(httpJson)}),
        ...(application.shown && {shown: application.shown}),
      },
    }),
    ...(shadowedBy && {unreachable: true}),
    by: by.map((each) => referenceJson(each, places)),
  };
}

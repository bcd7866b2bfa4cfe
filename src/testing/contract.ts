import {anyValue, either, list, object, oneOf, type Shape, text, truth, whole} from './shapes.ts';

// The shapes of cli.md section 3, key by key, and what the verbs say beyond them: `otherwise`, `stages`, `passedOn`,
// `builtIn`, `exempt`, `uncertain`, `self` and `exposure` of effective policies, `family` of a witness; of a matrix `count`,
// `because` and `unconnected`, of a difference what is not known, of a profile how many staged policies were taken as enforced, the parties of one input, `input` and
// `summary`, of a review what is opened, closed and unknown of each connection, its `causes`, and `summary`.

const nothing = oneOf(null);
const verdict = oneOf('allow', 'deny', 'unknown');

const source = object({file: text, document: whole, path: text, 'line?': whole, 'column?': whole, 'resource?': text});

const diagnosticFields = {
  code: text,
  severity: oneOf('error', 'warning', 'info'),
  message: text,
  'layer?': oneOf('api-server', 'engine', 'tool'),
  'source?': source,
  arguments: anyValue,
};

const diagnostic = object(diagnosticFields);

const endpointFields = {
  name: text,
  kind: oneOf('pod', 'host', 'external', 'workload'),
  'workload?': text,
  'namespace?': text,
  'labels?': anyValue,
};

const endpoint = object(endpointFields);
const party = object({...endpointFields, 'replicas?': whole, 'except?': list(text)});

const referenceFields = {
  ...{dialect: text, kind: text, 'namespace?': text, name: text},
  ...{'rule?': whole, 'peer?': whole, 'port?': whole},
  'action?': oneOf('allow', 'deny', 'pass', 'log'),
  'missed?': oneOf('peer', 'port', 'http'),
  source,
};

const reference = object(referenceFields);

const reason = oneOf(
  ...['rule', 'isolated', 'no-policy', 'end-of-tier', 'endpoint-profile', 'built-in', 'capability', 'default'],
);

const decision = object({
  verdict,
  reason,
  stage: either(text, nothing),
  decidedBy: list(reference),
  considered: list(reference),
  unknowns: list(text),
  'http?': anyValue,
  'application?': anyValue,
});

const traffic = object({
  protocol: either(text, whole),
  ...{'ports?': text, 'types?': text, 'sourcePorts?': text},
  'family?': oneOf(4, 6),
  'http?': anyValue,
});

function answer(kind: string, body: Readonly<Record<string, Shape>>): Shape {
  return object({
    apiVersion: oneOf('netpol/v1'),
    kind: oneOf(kind),
    profile: object({cni: text, 'staged?': object({set: whole, learn: whole, ignore: whole, delete: whole})}),
    inputs: list(either(object({file: text}), object({cluster: text, readAt: text}))),
    diagnostics: list(diagnostic),
    ...body,
  });
}

const profile = object({cni: text});

export const verdictList = answer('VerdictList', {
  items: list(
    object({
      'profile?': profile,
      ...{from: endpoint, to: endpoint, protocol: either(text, whole), 'port?': either(whole, text), 'http?': text},
      ...{verdict, egress: either(decision, nothing), ingress: either(decision, nothing), caveats: list(diagnostic)},
    }),
  ),
});

const effectiveRule = object({
  ...{stage: text, action: oneOf('allow', 'deny', 'pass', 'log'), peers: list(text), 'self?': list(text)},
  ...{traffic: list(traffic), 'application?': anyValue, 'unreachable?': truth, by: list(reference)},
});

const direction = object({
  ...{isolated: truth, isolatedBy: list(reference), rules: list(effectiveRule), otherwise: verdict},
  'uncertain?': list(object({policy: reference, unknowns: list(text)})),
  builtIn: list(object({name: text, action: oneOf('allow', 'deny')})),
  stages: list(object({name: text, atEnd: oneOf('deny', 'continue')})),
  'passedOn?': verdict,
});

const outside = object({
  ...{any: list(traffic), 'unknown?': list(traffic), 'blocksNotAsked?': whole},
  blocks: list(object({cidr: text, 'except?': list(text), traffic: list(traffic), 'unknown?': list(traffic)})),
});

const exposedPort = object({
  ...{protocol: either(text, whole), port: whole, target: whole},
  reach: oneOf('any', 'some', 'none', 'unknown'),
});

const exposure = object({
  fromOutside: outside,
  toOutside: outside,
  services: list(object({namespace: text, name: text, type: text, ports: list(exposedPort)})),
});

export const effectivePolicyList = answer('EffectivePolicyList', {
  items: list(
    object({
      'profile?': profile,
      ...{endpoint, replicas: either(whole, nothing), 'exempt?': oneOf('not-a-subject', 'not-enforced')},
      ...{ingress: direction, egress: direction, exposure: either(exposure, nothing), caveats: list(diagnostic)},
    }),
  ),
});

const loss = object({
  ...{code: text, path: text, source, effect: oneOf('wider', 'narrower', 'none'), message: text, 'suggestion?': text},
});

const certificate = object({
  result: oneOf('equal', 'narrower', 'wider', 'different', 'not-equal', 'unproved'),
  scope: oneOf('all-worlds', 'this-world'),
  source: profile,
  target: profile,
  assumptions: list(text),
  witness: either(
    object({
      ...{from: endpoint, to: endpoint, protocol: either(text, whole), 'port?': either(whole, text), 'http?': text},
      ...{'family?': oneOf(4, 6), source: verdict, target: verdict},
    }),
    nothing,
  ),
});

export const conversion = answer('Conversion', {
  'documents?': list(anyValue),
  'hcl?': text,
  losses: list(loss),
  certificate: either(certificate, nothing),
});

const sideReason = object({reason: either(reason, nothing), by: list(reference)});

export const connectivityMatrix = answer('ConnectivityMatrix', {
  count: whole,
  items: list(
    object({
      'profile?': profile,
      ...{from: party, to: party, connections: list(traffic), 'unknown?': list(traffic), 'unknowns?': list(text)},
      because: object({egress: sideReason, ingress: sideReason}),
    }),
  ),
  unconnected: list(party),
});

const differenceFields = {
  'profile?': profile,
  ...{change: oneOf('added', 'removed', 'changed'), from: party, to: party},
  ...{before: list(traffic), after: list(traffic)},
  ...{'unknownBefore?': list(traffic), 'unknownAfter?': list(traffic)},
  because: list(object({input: oneOf('before', 'after'), ...referenceFields})),
};

export const connectivityDiff = answer('ConnectivityDiff', {
  addedParties: list(party),
  removedParties: list(party),
  items: list(object(differenceFields)),
  summary: object({added: whole, removed: whole, changed: whole}),
});

const objectName = object({apiVersion: text, kind: text, 'namespace?': text, name: text});
const actions = list(oneOf('no-op', 'create', 'read', 'update', 'delete', 'forget'));

const reviewVerdict = oneOf('no-change', 'narrower', 'wider', 'mixed', 'unknown');
const reviewSummary = object({opened: whole, closed: whole, unknown: whole});

/** Where a plan has several clusters, every part says to which it belongs. */
const ofCluster = {'cluster?': text};

export const planReview = answer('PlanReview', {
  changes: list(
    object({
      ...ofCluster,
      ...{address: text, 'previousAddress?': text, actions, 'importing?': oneOf(true)},
      ...{before: list(objectName), after: list(objectName), attributes: list(text)},
      ...{'replacedFor?': list(text), 'sensitive?': list(text), source},
    }),
  ),
  connections: list(
    object({
      ...ofCluster,
      ...differenceFields,
      ...{opened: list(traffic), closed: list(traffic), unknown: list(traffic), 'unknowns?': list(text)},
      causes: list(object({address: text, actions, 'attribute?': text})),
    }),
  ),
  risks: list(object({...ofCluster, ...diagnosticFields})),
  unknown: list(object({...ofCluster, address: text, attribute: text})),
  'certificate?': certificate,
  verdict: reviewVerdict,
  summary: reviewSummary,
  'clusters?': list(
    object({cluster: text, verdict: reviewVerdict, summary: reviewSummary, 'certificate?': certificate}),
  ),
});

// Sets of policies without a cluster, for what is proved of them. Always the same.
const KEYS = ['app', 'tier', 'role', 'team', 'zone', 'track'];

/** A small generator of numbers, so that a set is irregular and yet always the same. */
function random(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function networkPolicy(index, perNamespace, spec) {
  const namespace = `ns-${Math.floor(index / perNamespace)}`;
  const policyTypes = [...(spec.ingress ? ['Ingress'] : []), ...(spec.egress ? ['Egress'] : [])];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: `policy-${index}`, namespace},
    spec: {...spec, policyTypes},
  };
}

/** An application lets its client in at one port and reaches its database, in every namespace alike. */
export function* regularPolicies(size, {first = 0} = {}) {
  for (let index = first; index < first + size; index++) {
    const app = (step) => ({podSelector: {matchLabels: {app: `app-${(index % 10) + step}`}}});
    yield networkPolicy(index, 10, {
      ...app(0),
      ingress: [{from: [app(1)], ports: [{protocol: 'TCP', port: 8080}]}],
      egress: [{to: [app(2)], ports: [{protocol: 'TCP', port: 5432}]}],
    });
  }
}

/** Fifty to a namespace, over six keys of labels, with names of ports and blocks of addresses. */
export function* irregularPolicies(size, {changed, named = ['from']} = {}) {
  const next = random(7);
  const labels = (count) =>
    Object.fromEntries(Array.from({length: count}, () => [KEYS[next(KEYS.length)], `v${next(8)}`]));
  const peer = () => {
    switch (next(4)) {
      case 0:
        return addresses(`10.${next(200)}`);
      case 1:
        return {namespaceSelector: {matchLabels: {team: `t${next(5)}`}}, podSelector: {matchLabels: labels(1)}};
      default:
        return {podSelector: {matchLabels: labels(1 + next(2))}};
    }
  };
  // A name means a port of the pod itself: of whoever is behind a block engines see different ports, so that with names
  // to both ends much differs.
  const port = (end) => ({
    protocol: 'TCP',
    port: named.includes(end) && next(3) === 0 ? `name-${next(4)}` : 8000 + next(20),
  });
  for (let index = 0; index < size; index++) {
    const spec = {podSelector: {matchLabels: labels(1 + next(2))}};
    const rules = (end) =>
      Array.from({length: 1 + next(2)}, () => {
        return {[end]: [peer(), peer()], ports: [port(end), port(end)]};
      });
    const ingress = rules('from');
    const egress = next(2) === 0 ? rules('to') : undefined;
    const policy = networkPolicy(index, 50, {...spec, ingress, ...(egress && {egress})});
    if (index === changed) policy.spec.ingress[0].ports[0] = {protocol: 'TCP', port: 9999};
    yield policy;
  }
}

function addresses(start) {
  return {ipBlock: {cidr: `${start}.0.0/16`, except: [`${start}.7.0/24`]}};
}

/** Each namespace lets everybody in beside its policies, which then change nothing. */
export function* maskedPolicies(size) {
  yield* irregularPolicies(size, {changed: Math.floor(size / 2)});
  for (let index = 0; index < size; index += 50) {
    yield {
      ...networkPolicy(index, 50, {podSelector: {}, ingress: [{}], egress: [{}]}),
      metadata: {name: 'open', namespace: `ns-${index / 50}`},
    };
  }
}

/** Rules that are asked in turn: each decides for some pods what those before left open. */
export function* orderedPolicies(size) {
  const next = random(11);
  for (let index = 0; index < size; index++) {
    const peer = {namespaces: {matchLabels: {team: `t${next(40)}`}}};
    yield {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: {name: `policy-${index}`},
      spec: {
        tier: 'Admin',
        priority: index,
        subject: {namespaces: {matchLabels: {unit: `u${next(100)}`}}},
        ingress: [
          {
            action: ['Accept', 'Deny', 'Pass'][next(3)],
            from: [peer],
            protocols: [{tcp: {destinationPort: {number: 8000 + next(10)}}}],
          },
        ],
      },
    };
  }
}

/** So many keys of labels in one policy, and each in one rule. */
export function* manyKeys(size) {
  const keys = Array.from({length: size}, (_, index) => `key-${index}`);
  yield networkPolicy(0, 1, {
    podSelector: {matchExpressions: keys.map((key) => ({key, operator: 'NotIn', values: ['a', 'b']}))},
    ingress: keys.map((key) => ({from: [{podSelector: {matchLabels: {[key]: 'a'}}}], ports: [{port: 80}]})),
  });
}

/** So many blocks are left out of one. */
export function* manyExcepts(size) {
  const except = Array.from({length: size}, (_, index) => `10.${index % 256}.${(index * 7) % 256}.0/24`);
  yield networkPolicy(0, 1, {podSelector: {}, egress: [{to: [{ipBlock: {cidr: '10.0.0.0/8', except}}]}]});
}

/** So many tiers over twenty keys that all of them share; `changed`: one rule of one tier is another. */
export function* manyTiers(size, {changed} = {}) {
  const next = random(13);
  const test = () => `k${next(20)} == 'v${next(3)}'`;
  for (let index = 0; index < size; index++) {
    const name = `tier-${String(index).padStart(2, '0')}`;
    yield {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name}, spec: {order: index}};
    const rules = Array.from({length: 6}, () => ({
      action: ['Allow', 'Deny', 'Pass'][next(3)],
      source: {selector: `${test()} && ${test()}`},
    }));
    if (index === changed) rules[0] = {action: rules[0].action === 'Allow' ? 'Deny' : 'Allow', source: rules[0].source};
    yield {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: {name: `${name}.policy`},
      spec: {tier: name, order: 1, selector: test(), types: ['Ingress'], ingress: [...rules, {action: 'Pass'}]},
    };
  }
}

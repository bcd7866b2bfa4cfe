const NAMESPACES = 200;
const PODS = 20_000;
const apps = Array.from({length: 40}, (_, index) => `app-${index}`);
const teams = Array.from({length: 20}, (_, index) => `team-${index}`);
const environments = ['dev', 'test', 'prod'];

/** Case (h): 20,000 pods in 200 namespaces, and so many global policies of different contents in three tiers. */
export function* calicoCluster(policies) {
  for (let index = 0; index < NAMESPACES; index++) {
    const name = `ns-${index}`;
    const labels = {team: at(teams, index), env: at(environments, index)};
    yield {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {name, labels: {'kubernetes.io/metadata.name': name, ...labels}},
    };
  }
  for (let index = 0; index < PODS; index++) {
    const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    const app = at(apps, index);
    yield {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `pod-${index}`,
        namespace: `ns-${index % NAMESPACES}`,
        labels: {app, role: index % 7 === 0 ? 'edge' : 'core'},
      },
      spec: {
        nodeName: `node-${index % 200}`,
        containers: [{name: 'main', image: 'app:1', ports: [{name: 'http', containerPort: 8080}]}],
      },
      status: {phase: 'Running', podIP: ip, podIPs: [{ip}]},
    };
  }
  yield tier('security', 100, 'Pass');
  yield tier('platform', 200, 'Pass');
  for (let index = 0; index < policies; index++) yield globalPolicy(index);
}

function tier(name, order, defaultAction) {
  return {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name}, spec: {order, defaultAction}};
}

const tiers = ['security', 'platform', 'default', 'default'];

/** Ten pods of one app and team are selected in a way of several, and may be reached by another app. */
function globalPolicy(index) {
  const [app, other, team] = [at(apps, index), at(apps, index * 7 + 3), at(teams, Math.floor(index / apps.length))];
  const peers = [
    {selector: `app == '${other}'`, namespaceSelector: `team == '${team}'`},
    {selector: `app in {'${app}', '${other}'} && role != 'edge'`},
    {selector: `app starts with '${other}' || !has(app)`, namespaceSelector: "env in {'test', 'prod'}"},
    {nets: [`10.${index % 3}.${index % 200}.0/24`]},
  ];
  const port = 8000 + (index % 50);
  const rule = {action: 'Allow', protocol: 'TCP', source: at(peers, index), destination: {ports: [port, 'http']}};
  const last = index % 4 === 0 ? 'Pass' : 'Deny';
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: {name: `policy-${index}`},
    spec: {
      tier: at(tiers, index),
      order: index,
      selector: `app == '${app}'`,
      namespaceSelector: index % 5 === 0 ? "env != 'dev'" : `team == '${team}'`,
      types: ['Ingress'],
      ingress: [rule, {action: last, source: {selector: `role == 'edge' && app != '${other}'`}}],
    },
  };
}

/** Case (i): so many pairs of a selector and the labels it is asked about, of every operator and up to four conditions. */
export function* selectorPairs(count) {
  const tests = [
    (value) => `app == '${value}'`,
    (value) => `app != "${value}"`,
    (value) => `app in {'app-1', '${value}', 'app-3'}`,
    (value) => `app not in { '${value}' }`,
    (value) => `role starts with '${value.slice(4)}'`,
    (value) => `example.com/part contains '${value.slice(-1)}'`,
    () => 'has(role)',
    () => '!has(legacy)',
  ];
  for (let index = 0; index < count; index++) {
    const parts = Array.from({length: 1 + (index % 4)}, (_, step) =>
      at(tests, index * 5 + step)(at(apps, index + step * 11)),
    );
    const selector = index % 3 === 0 ? `(${parts.join(' || ')}) && all()` : parts.join(' && ');
    const labels = {
      app: at(apps, index * 3),
      'example.com/part': `part-${index % 90}`,
      ...(index % 2 && {role: `${index % 40}-core`}),
    };
    yield {selector, labels};
  }
}

function at(items, index) {
  return items[index % items.length];
}

import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {single} from '../base/intervals.ts';
import {TCP} from '../base/protocols.ts';
import type {Connection} from '../evaluate/answer.ts';
import type {DiffItem} from '../evaluate/connectivity.ts';
import {trafficDifference} from '../evaluate/traffic-difference.ts';
import {numberedPorts, protocolPorts, type Traffic} from '../ir/traffic.ts';
import type {World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import {loadTexts, madeCluster, migrated, writtenBack} from '../testing/migrated.ts';
import {askAll, rancherAllows} from '../testing/rancher-model.ts';
import {type Migration, type MigrationTarget, targets} from './migration.ts';

const test = suite('migration against the model of Rancher');
const [cluster = '', policies = ''] = madeCluster;

/** What opens beside the projects: the node port of shop/web, the host port of lab/probe, and allow-metrics for tools. */
function opens({from, to, protocol, port}: Connection): boolean {
  if (protocol !== TCP) return false;
  if (to.name === 'shop/web' && port === 8080) return true;
  if (to.name === 'lab/probe' && port === 9100) return true;
  if (from.namespace !== 'tools' || from.hostNetwork) return false;
  return (to.namespace === 'shop' && port === 8080) || (to.namespace === 'blog' && port === 9090);
}

const options = {system: 'p-sys', opens};

test("Rancher's policies on Canal are what the model says", async () => {
  const {world, asked} = await askAll('canal', await loadTexts(madeCluster));
  const wrong = asked.filter(({connection, allowed}) => {
    // Canal polices no IPv6.
    return allowed !== (connection.family === 6 || rancherAllows(world, connection, options));
  });
  assert.equal(wrong, []);
  assert.ok(asked.some(({allowed}) => allowed) && asked.some(({allowed}) => !allowed));
});

interface Counts {
  readonly asked: number;
  readonly same: number;
  readonly 'ipv6-policed': number;
  readonly 'remote-node': number;
  readonly unmeant: number;
}

/** What the migration itself finds to differ between the ends of a connection. */
function foundFor({from, to, family}: Connection, {verification}: Migration): DiffItem | undefined {
  return verification?.differences.find(
    ({item, ...each}) => each.family === family && item.from.name === from.name && item.to.name === to.name,
  )?.item;
}

function holds(traffic: Traffic, {protocol, port}: Connection): boolean {
  const one = [protocolPorts(protocol, port === undefined ? undefined : numberedPorts(single(port)))];
  return trafficDifference(one, traffic).length === 0;
}

interface Answers {
  readonly migration: Migration;
  readonly world: World;
  readonly asked: Awaited<ReturnType<typeof askAll>>['asked'];
}

/** What the engine afterwards answers on the result. */
async function answered(to: MigrationTarget, texts: readonly string[]): Promise<Answers> {
  const migration = await migrated(texts, to);
  assert.is(migration.outcome, 'written');
  const written = await writtenBack(migration);
  const {world} = await loadTexts(texts);
  const applied = [...migration.isolation.users, ...written.applied];
  return {migration, ...(await askAll(migration.after, {world: withWritten(world, written.world), applied}))};
}

/** How that stands beside the model of today: the same, otherwise as it is meant, or otherwise. */
function counted({migration, world, asked}: Answers): Counts {
  const counts = {asked: asked.length, same: 0, 'ipv6-policed': 0, 'remote-node': 0, unmeant: 0};
  for (const {connection, allowed} of asked) {
    const {from, family} = connection;
    const policed = rancherAllows(world, connection, options);
    if (allowed === (family === 6 || policed)) counts.same += 1;
    else if (family === 6 && !allowed && !policed) counts['ipv6-policed'] += 1;
    else if (migration.after === 'cilium' && allowed && from.hostNetwork) counts['remote-node'] += 1;
    else counts.unmeant += 1;
  }
  process.stdout.write(`\n  ${migration.to}: ${JSON.stringify(counts).replaceAll('"', '')} `);
  return counts;
}

/** The connections of which the migration's own list of differences does not say what the model has before, and this after. */
function unforetold({migration, world, asked}: Answers): readonly string[] {
  return asked.flatMap(({connection, allowed}) => {
    const {from, to, family, port} = connection;
    const today = family === 6 || rancherAllows(world, connection, options);
    const found = foundFor(connection, migration);
    const [before, after] = found ? [holds(found.before, connection), holds(found.after, connection)] : [today, today];
    return before === today && after === allowed ? [] : [`${from.name} -> ${to.name} ${port} over IPv${family}`];
  });
}

/** Of the made cluster, by target. */
const expected: Readonly<Record<MigrationTarget, Counts>> = {
  calico: {asked: 1122, same: 1046, 'ipv6-policed': 76, 'remote-node': 0, unmeant: 0},
  cilium: {asked: 1122, same: 973, 'ipv6-policed': 76, 'remote-node': 73, unmeant: 0},
  kubernetes: {asked: 1122, same: 1122, 'ipv6-policed': 0, 'remote-node': 0, unmeant: 0},
  terraform: {asked: 1122, same: 1122, 'ipv6-policed': 0, 'remote-node': 0, unmeant: 0},
};

for (const to of targets) {
  test(`to ${to}: the model, but for what is meant to differ`, async () => {
    const answers = await answered(to, madeCluster);
    assert.equal(counted(answers), expected[to]);
    // Pair by pair these differences stand in testdata/migrate/made-cluster.
    assert.equal(unforetold(answers), []);
  });
}

test('a namespace that moves to another project, and a node that comes, end up where the model has them', async () => {
  const node =
    'apiVersion: v1\nkind: Node\nmetadata: { name: node4 }\nspec: { podCIDR: 10.42.3.0/24 }\nstatus: { addresses: [{ type: InternalIP, address: 192.0.2.14 }] }\n';
  const texts = [
    cluster.replace('name: blog, field.cattle.io/projectId: p-blog', 'name: blog, field.cattle.io/projectId: p-lab'),
    node,
    policies,
  ];
  for (const to of targets) assert.is(counted(await answered(to, texts)).unmeant, 0);
});

test.run();

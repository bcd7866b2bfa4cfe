import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {tautology} from '../../base/formulas.ts';
import type {Connection} from '../../evaluate/answer.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {prepare} from '../../evaluate/prepared.ts';
import type {Policy} from '../../ir/policy.ts';
import {endpointKey} from '../../ir/world.ts';
import {isEarly} from '../../prove/everywhere/built-in-statement.ts';
import {domainOf} from '../../prove/everywhere/domain.ts';
import type {Question, Statements} from '../../prove/everywhere/question.ts';
import {symbolicPairs} from '../../prove/everywhere/symbolic-sets.ts';
import {sideStatement} from '../../prove/everywhere/walk-statement.ts';
import {randomConnections} from '../differential/random-connections.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import {connectionIn, printNamedConnection} from '../named-connection.ts';
import {concreteTruth, hasAddresses, podFamilies} from './concrete-truth.ts';
import {randomSet} from './random-set.ts';

const test = suite('statements against the naive evaluator');

/** What is left out of every comparison (design.md section 6). */
function isAsked({from, to, viaService}: Connection): boolean {
  return endpointKey(from) !== endpointKey(to) && !viaService && !from.workload && !to.workload;
}

/** Whom a service finds in Cilium is an open fact in statements, but not in a world. */
function namesServices(policies: readonly Policy[]): boolean {
  return /"is":"backendOf"|k8sServiceSelector/.test(JSON.stringify(policies));
}

function holds(all: Statements, formula: number, truth: (question: Question) => boolean): boolean {
  const known = new Map<number, boolean>([
    [0, false],
    [1, true],
  ]);
  for (const part of all.partsOf([formula])) {
    const node = all.node(part);
    if (part <= tautology || !node) continue;
    const of = (each: number): boolean => known.get(each) ?? false;
    if (node.is === 'test') known.set(part, truth(node.test));
    else if (node.is === 'not') known.set(part, !of(node.of));
    else known.set(part, node.is === 'and' ? node.of.every(of) : node.of.some(of));
  }
  return known.get(formula) ?? false;
}

const counts = {worlds: 0, sides: 0, early: 0};

async function check(engine: EngineName, seed: number): Promise<readonly string[]> {
  const loaded = await randomSet(engine, seed);
  if (!loaded) return [];
  const {world, applied} = loaded;
  const profile = engines[engine];
  const set = {profile, policies: applied, world};
  const pairs = symbolicPairs(set, set);
  if ('refused' in pairs || (engine === 'cilium' && namesServices(applied))) return [];
  const families = podFamilies(world);
  const pair = pairs.length === 1 ? pairs[0] : pairs.find((each) => `${each.families}` === `${families}`);
  if (!pair) return [];
  counts.worlds++;
  const naive = naiveEvaluator(profile, world, applied);
  const prepared = prepare(profile, world, applied);
  const domain = domainOf(pair);
  const sides = {egress: sideStatement(pair.source, 'egress'), ingress: sideStatement(pair.source, 'ingress')};
  const early = pair.source.prepared.profile.builtIn.filter(isEarly).map(({name}) => name);
  const wrong: string[] = [];
  for (const question of randomConnections(loaded, seed, 120)) {
    const connection = connectionIn(world, question, applied);
    if (!connection || !isAsked(connection) || !hasAddresses(connection, prepared)) continue;
    const verdict = naive.decide(connection);
    const truth = concreteTruth(connection, world, prepared);
    for (const direction of ['egress', 'ingress'] as const) {
      const expected = verdict[direction]?.verdict ?? 'allow';
      if (expected === 'unknown') continue;
      const place = `${engine} ${seed} ${direction} ${printNamedConnection(question)}`;
      if (verdict[direction]?.reason === 'built-in' && early.includes(verdict[direction].stage ?? '')) {
        counts.early++;
        if (holds(pair.all, domain, truth)) wrong.push(`${place}: is compared`);
        continue;
      }
      counts.sides++;
      if (holds(pair.all, sides[direction], truth) !== (expected === 'allow')) {
        wrong.push(`${place}: ${expected} ${verdict[direction]?.reason} ${verdict[direction]?.stage}`);
      }
    }
  }
  return wrong;
}

/** More of them before a release: `NETPOL_RUNS=500 node --import tsx src/testing/everywhere/statements.test.ts`. */
const runs = Number(process.env['NETPOL_RUNS'] ?? 12);
for (const engine of ['spec', 'calico', 'cilium'] as const) {
  test(`${engine}: both answer alike on connections of random worlds`, async () => {
    const before = counts.worlds;
    for (let seed = 1; seed <= runs; seed++) assert.equal(await check(engine, seed), []);
    assert.ok(counts.worlds > before);
  });
}

test.after(() => {
  process.stdout.write(
    `\n  ${counts.sides} sides of ${counts.worlds} worlds, ${counts.early} are decided before any policy\n`,
  );
});
test.run();

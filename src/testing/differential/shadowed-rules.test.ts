import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Reference} from '../../evaluate/answer.ts';
import {describeEffective, type EffectiveDirection} from '../../evaluate/effective.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {printPolicyId} from '../../ir/policy.ts';
import {type Endpoint, endpointKey} from '../../ir/world.ts';
import {loadLegal} from '../laws/input.ts';
import {connectionIn, printNamedConnection} from '../named-connection.ts';
import {randomConnections} from './random-connections.ts';
import {type EngineName, engines, trialOf} from './trial.ts';

const test = suite('rules that are never reached');

const nameOf = ({id, rule}: Reference): string => `${printPolicyId(id)}[${rule}]`;

/** Rules of one position all of which are never reached: a rule with numbers and names of ports is two. */
function shadowed({rules}: EffectiveDirection): ReadonlySet<string> {
  const names = (hidden: boolean): readonly string[] =>
    rules.filter(({shadowedBy}) => (shadowedBy !== undefined) === hidden).flatMap(({by}) => by.map(nameOf));
  const reached = new Set(names(false));
  return new Set(names(true).filter((name) => !reached.has(name)));
}

async function decidedThough(engine: EngineName, seed: number) {
  const trial = await trialOf(engine, seed);
  const loaded = await loadLegal(trial.documents, trial.known);
  if (typeof loaded === 'string') throw new Error(loaded);
  const {world, applied} = loaded;
  const profile = engines[engine];
  const described = describeEffective(profile, world, applied, world.endpoints);
  const never = new Map(
    described.map(({endpoint, ingress, egress}) => [
      endpointKey(endpoint),
      {ingress: shadowed(ingress), egress: shadowed(egress)},
    ]),
  );
  const naive = naiveEvaluator(profile, world, applied);
  const wrong = randomConnections(loaded, seed, 120).flatMap((named) => {
    const connection = connectionIn(world, named, applied);
    if (!connection) return [];
    const verdict = naive.decide(connection);
    const sides: readonly ['ingress' | 'egress', Endpoint][] = [
      ['egress', connection.from],
      ['ingress', connection.to],
    ];
    return sides.flatMap(([side, subject]) =>
      (verdict[side]?.reason === 'rule' ? verdict[side].decidedBy : [])
        .filter((each) => never.get(endpointKey(subject))?.[side].has(nameOf(each)))
        .map((each) => `${engine} ${seed}: ${nameOf(each)} decides ${side} of ${printNamedConnection(named)}`),
    );
  });
  const found = [...never.values()].reduce((sum, {ingress, egress}) => sum + ingress.size + egress.size, 0);
  return {wrong, found};
}

test('no connection of random worlds is decided by one', async () => {
  const wrong: string[] = [];
  const counts: Record<EngineName, number> = {spec: 0, calico: 0, cilium: 0};
  for (const engine of ['spec', 'calico', 'cilium'] as const) {
    for (let seed = 5_000_000; seed < 5_000_012; seed++) {
      const each = await decidedThough(engine, seed);
      wrong.push(...each.wrong);
      counts[engine] += each.found;
    }
  }
  assert.equal(wrong, []);
  assert.ok(counts.calico > 0 && counts.cilium > 0, JSON.stringify(counts));
});

test.run();

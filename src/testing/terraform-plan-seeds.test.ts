import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import {readShared} from './shared.ts';
import {jsonDocument} from './terraform-document.ts';

const test = suite('both sides of the seed plans');

/** What each policy says on one side, by its name. */
async function policiesOf(name: string, side: 'before' | 'after'): Promise<ReadonlyMap<string, string>> {
  const plan: unknown = JSON.parse(readShared(`testdata/terraform-seed/${name}/plan.json`));
  const {policies} = await load([jsonDocument('plan.json', plan)], {namespace: 'default', side});
  return new Map(policies.map((policy) => [policy.id.name, printPolicy(policy).split('\n').slice(1).join('\n')]));
}

test('90: replaced ones change their names, the deleted goes, the forgotten stays', async () => {
  const [before, after] = [await policiesOf('90-plan-changes', 'before'), await policiesOf('90-plan-changes', 'after')];
  const both = ['drift', 'forget', 'imp', 'mv', 'same', 'upd'];
  assert.equal([...before.keys()].sort(), ['del', ...both, 'repl', 'replcbd'].sort());
  assert.equal([...after.keys()].sort(), [...both, 'repl2', 'replcbd2'].sort());
  const changed = both.filter((name) => before.get(name) !== after.get(name));
  assert.equal(changed, ['drift', 'upd']);
  assert.equal(after.get('repl2'), before.get('repl'));
});

test('91: nothing is there before, and after it only what the plan knows is known', async () => {
  assert.is((await policiesOf('91-plan-unknown', 'before')).size, 0);
  const after = await policiesOf('91-plan-unknown', 'after');
  const open = [...after].filter(([, text]) => text.includes('unknown(')).map(([name]) => name);
  assert.equal(open.sort(), ['unk-0', 'unk-1', 'unk-map']);
  assert.equal([...after.keys()].filter((name) => !open.includes(name)).sort(), ['m-a', 'm-b.c']);
});

test.run();

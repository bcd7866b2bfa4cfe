import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {pod, worldOf} from '../testing/small-world.ts';
import {namespaceTarget} from './namespace-target.ts';

const test = suite('whole namespaces');
const world = worldOf(pod('web'), pod('db'), {...pod('x'), name: 'ops/x', namespace: 'ops'});

function names(text: string): unknown {
  const found = namespaceTarget(world, text);
  if (!found) return undefined;
  return 'bad' in found ? found : found.endpoints.map(({name}) => name);
}

test('each form gives all that is in it', () => {
  for (const text of ['ns/shop', 'namespace/shop', 'namespaces/shop', 'NS/shop', 'shop/*']) {
    assert.equal(names(text), ['shop/web', 'shop/db']);
  }
});

test('anything else is no namespace', () => {
  for (const text of ['shop', 'shop/web', 'ns/', 'ns/shop/web', '*/web', 'shop/w*', '/*'])
    assert.is(names(text), undefined);
});

test('an unknown one names near ones, an empty one is known', () => {
  assert.equal(names('ns/shp'), {bad: 'unknown', text: 'ns/shp', near: ['ns/shop']});
  assert.equal(names('opps/*'), {bad: 'unknown', text: 'opps/*', near: ['ns/ops']});
  const empty = {...worldOf(), namespaces: world.namespaces};
  assert.equal(namespaceTarget(empty, 'ns/shop'), {text: 'ns/shop', endpoints: []});
});

test.run();

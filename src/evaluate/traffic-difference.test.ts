import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {allTraffic} from '../ir/traffic.ts';
import {tcp} from '../testing/small-matrix.ts';
import {trafficDifference} from './traffic-difference.ts';

const test = suite('difference of traffic');

test('what is in the one and not in the other', () => {
  assert.equal(trafficDifference(tcp(80), []), tcp(80));
  assert.equal(trafficDifference(tcp(80), tcp(80)), []);
  assert.equal(trafficDifference(tcp(80), tcp(443)), tcp(80));
  assert.equal(trafficDifference(tcp(80), allTraffic), []);
  assert.equal(trafficDifference(allTraffic, []), allTraffic);
});

test('what is taken away and put back is all again', () => {
  const rest = trafficDifference(allTraffic, tcp(80));
  assert.equal(trafficDifference(rest, tcp(80)), rest);
  assert.equal(trafficDifference(allTraffic, rest), tcp(80));
});

test('where a family is named, each is told apart', () => {
  const [box] = tcp(80);
  const four = box ? [{...box, family: 4 as const}] : [];
  assert.equal(
    trafficDifference(tcp(80), four).map(({family}) => family),
    [6],
  );
});

test.run();

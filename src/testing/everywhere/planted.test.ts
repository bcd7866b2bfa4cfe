import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {plant} from './planted-search.ts';
import {plantings} from './plantings.ts';

const test = suite('planted errors');

for (const planting of plantings) {
  test(`${planting.name}: a mistake of a writer is shown by a witness (all of them: npm run test:proof)`, async () => {
    const [untouched, ...planted] = await plant(planting, 5);
    assert.is(untouched?.found, 'equal');
    assert.equal(
      planted.filter(({found}) => found !== 'shown' && found !== 'refused'),
      [],
    );
    assert.ok(planted.length > 2);
  });
}

test.run();

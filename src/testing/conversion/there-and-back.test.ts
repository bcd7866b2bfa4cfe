import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readSources} from '../../sources/read-sources.ts';
import {sharedDirectory} from '../shared.ts';
import {recordedCases} from './converted-case.ts';
import {round} from './round.ts';

const test = suite('kubernetes there and back');

for (const through of ['calico', 'cilium', 'terraform']) {
  test(`through ${through} every recorded case that loses nothing is proved equal in all clusters`, async () => {
    let equal = 0;
    for (const name of recordedCases('kubernetes')) {
      const file = `${sharedDirectory}conformance/kubernetes/${name}/policies.yaml`;
      const {losses, everywhere} = await round([], (await readSources({filenames: [file]})).documents, through);
      if (losses.some(({effect}) => effect !== 'none')) continue;
      assert.is(everywhere.result, 'equal', `${name}: ${JSON.stringify(everywhere)}`);
      equal++;
    }
    process.stdout.write(`\n  through ${through}: ${equal} equal\n`);
    assert.ok(equal > 80, `${equal}`);
  });
}

test.run();

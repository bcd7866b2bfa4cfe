import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {table} from './table.ts';
import {tsvLine} from './tsv.ts';

const test = suite('tables');

test('upper-case headers, three spaces, nothing behind the last column', () => {
  assert.is(
    table(
      ['name', 'age'],
      [
        ['web', '1d'],
        ['database', ''],
      ],
    ),
    'NAME       AGE\nweb        1d\ndatabase',
  );
});

test('without headers', () => {
  assert.is(table(undefined, [['a', 'b']]), 'a   b');
});

test('a cell can break neither the line nor the column', () => {
  assert.is(table(undefined, [['a\nb', 'c\td']]), 'a\\nb   c\\td');
  assert.is(tsvLine(['a\nb', 'c\td', '']), 'a\\nb\tc\\td\t');
});

test.run();

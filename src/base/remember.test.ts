import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {remember} from './remember.ts';

const test = suite('remember');

test('each object is asked about once, also where nothing comes of it', () => {
  const asked: string[] = [];
  const nameOf = remember(({name}: {readonly name: string}) => {
    asked.push(name);
    return name === '' ? undefined : name.toUpperCase();
  });
  const [a, b, empty] = [{name: 'a'}, {name: 'a'}, {name: ''}];
  assert.equal([nameOf(a), nameOf(a), nameOf(b), nameOf(empty), nameOf(empty)], ['A', 'A', 'A', undefined, undefined]);
  assert.equal(asked, ['a', 'a', '']);
});

test.run();

import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {cleanPath} from './http-path.ts';

const test = suite('http path');

const cases: readonly (readonly [path: string, cleaned: string | undefined])[] = [
  ['/', '/'],
  ['/pub/a?x=1#y', '/pub/a'],
  ['/pub/../secret', '/secret'],
  ['/pub/%2e%2e/secret', '/secret'],
  ['/pub/%252e%252e/secret', undefined],
  ['/pub\\..\\secret', '/secret'],
  ['/pub;v=1/a;w=2', '/pub/a'],
  ['/a/./b/.', '/a/b'],
  ['/exact/', '/exact'],
  ['//a//b', '/a/b'],
  ['/../../a', '/a'],
  ['/a/..', '/'],
  ['/%00', undefined],
  ['/%zz', undefined],
];

for (const [path, cleaned] of cases) {
  test(`${path} is read as ${cleaned ?? 'no path'}`, () => assert.is(cleanPath(path), cleaned));
}

test.run();

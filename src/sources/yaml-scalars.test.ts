import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {plainKey, resolvePlain, resolveTagged} from './yaml-scalars.ts';

const test = suite('scalars of YAML 1.1');

test('whole numbers follow Go, up to 64 bits', () => {
  const cases: Readonly<Record<string, unknown>> = {
    '0x_1f': 31,
    '-0b11': -3,
    '0B11': 3,
    '0O17': 15,
    '-010': -8,
    '0_8': 8,
    '-08': -8,
    '0o': '0o',
    '18446744073709551615': 2 ** 64,
    '0x8000000000000000': 2 ** 63,
    '+0x8000000000000000': '+0x8000000000000000',
    '02000000000000000000000': 2e21,
    '1-1': '1-1',
  };
  for (const [source, value] of Object.entries(cases)) assert.equal(resolvePlain(source), {value}, source);
});

test('a float that is too large stays text, one that is no number is refused', () => {
  assert.equal(resolvePlain('1e999'), {value: '1e999'});
  assert.equal(resolvePlain('-.INF'), {error: 'found -.INF, expected a finite number'});
});

test('a tag says what a scalar is, and must fit', () => {
  const tag = 'tag:yaml.org,2002:';
  assert.equal(resolveTagged(`${tag}bool`, 'on'), {value: true});
  assert.equal(resolveTagged(`${tag}float`, '3'), {value: 3});
  assert.equal(resolveTagged(`${tag}int`, '08'), {error: 'found "08", expected a value of the type !!int'});
  assert.equal(resolveTagged(`${tag}null`, 'x'), {error: 'found "x", expected a value of the type !!null'});
  assert.equal(resolveTagged(`${tag}binary`, 'aG k='), {value: 'hi'});
  assert.ok('error' in resolveTagged(`${tag}binary`, 'a*'));
  assert.equal(resolveTagged('!custom', 'yes'), {value: 'yes'});
});

test('a key becomes the text that kubectl gives it', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    on: 'true',
    '010': '8',
    '9223372036854775807': '9223372036854775807',
    '9223372036854775808': undefined,
    '1.25': '1.25',
    '1e3': '1000',
    '1e6': '1e+06',
    '3.14159265358979': '3.1415927',
    '1e-5': '1e-05',
    '1e99': '.inf',
    '~': undefined,
    'app.kubernetes.io/name': 'app.kubernetes.io/name',
  };
  for (const [source, key] of Object.entries(cases)) assert.is(plainKey(source), key, source);
});

test.run();

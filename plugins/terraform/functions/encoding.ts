import {createHash} from 'node:crypto';
import {failed, text, type Value} from '../language/value.ts';
import {fromPlain} from '../plain.ts';
import {decodeYaml} from '../yaml.ts';
import {csvDecode} from './csv.ts';
import type {Functions} from './definition.ts';
import {withTexts} from './inputs.ts';
import {printJson} from './print-json.ts';
import {printYaml} from './print-yaml.ts';

/** Functions that write values as text and read them back. */
export const encodingFunctions: Functions = {
  base64decode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (encoded = '') => base64Decode(encoded))},
  base64encode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (plain = '') => text(base64(plain)))},
  csvdecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (content = '') => csvDecode(content))},
  jsondecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (encoded = '') => jsonDecode(encoded))},
  jsonencode: {least: 1, most: 1, nulls: true, run: ([value]) => text(value ? printJson(value) : 'null')},
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  sha512: hash('sha512'),
  urlencode: {
    least: 1,
    most: 1,
    run: (inputs) => withTexts(inputs, (plain = '') => text(encodeURIComponent(plain).replaceAll('%20', '+'))),
  },
  yamldecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (content = '') => decodeYaml(content))},
  yamlencode: {least: 1, most: 1, nulls: true, run: ([value]) => text(value ? printYaml(value) : 'null\n')},
};

function hash(algorithm: string): Functions[string] {
  return {
    least: 1,
    most: 1,
    run: (inputs) => withTexts(inputs, (plain = '') => text(createHash(algorithm).update(plain).digest('hex'))),
  };
}

function base64(plain: string): string {
  return Buffer.from(plain).toString('base64');
}

function base64Decode(encoded: string): Value {
  const decoded = Buffer.from(encoded, 'base64');
  if (decoded.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, '')) return failed('not base64');
  return text(decoded.toString('utf8'));
}

function jsonDecode(encoded: string): Value {
  try {
    return fromPlain(JSON.parse(encoded));
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'not JSON');
  }
}

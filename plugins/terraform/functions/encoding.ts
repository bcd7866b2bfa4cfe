import {isUtf8} from 'node:buffer';
import {elementsOf, failed, nothing, text, type Value} from '../language/value.ts';
import {decodeYaml} from '../yaml.ts';
import {csvDecode} from './csv.ts';
import {decodeJson} from './decode-json.ts';
import type {Functions} from './definition.ts';
import {withTexts} from './inputs.ts';
import {printJson} from './print-json.ts';
import {printYaml} from './print-yaml.ts';
import {decodeText, encodeText} from './text-encodings.ts';

/** Functions that write values as text and read them back. */
export const encodingFunctions: Functions = {
  base64decode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (encoded = '') => base64Decode(encoded))},
  base64encode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (plain = '') => text(base64(plain)))},
  csvdecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (content = '') => csvDecode(content))},
  jsondecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, decodeJson)},
  jsonencode: {least: 1, most: 1, nulls: true, run: ([value]) => jsonEncode(value)},
  textdecodebase64: {least: 2, most: 2, run: (inputs) => withTexts(inputs, textOf)},
  textencodebase64: {least: 2, most: 2, run: (inputs) => withTexts(inputs, encodeText)},
  urlencode: {
    least: 1,
    most: 1,
    run: (inputs) => withTexts(inputs, (plain = '') => text(urlEncode(plain))),
  },
  yamldecode: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (content = '') => decodeYaml(content))},
  yamlencode: {least: 1, most: 1, nulls: true, run: ([value]) => text(value ? printYaml(value) : 'null\n')},
};

/** As a query has it: letters, digits, `-`, `_`, `.` and `~` stay. */
function urlEncode(plain: string): string {
  const escaped = encodeURIComponent(plain).replaceAll('%20', '+');
  return escaped.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function jsonEncode(value: Value | undefined): Value {
  return value && holdsInfinity(value) ? failed('JSON has no infinity') : text(printJson(value ?? nothing));
}

function holdsInfinity(value: Value): boolean {
  return value.kind === 'number' ? value.value.bottom === 0n : elementsOf(value).some(holdsInfinity);
}

function base64(plain: string): string {
  return Buffer.from(plain).toString('base64');
}

function base64Decode(encoded: string): Value {
  const bytes = bytesOf(encoded);
  return bytes && isUtf8(bytes) ? text(bytes.toString('utf8')) : failed('not base64 of a text');
}

/** Line breaks do not count; the padding does. */
function bytesOf(encoded: string): Buffer | undefined {
  const joined = encoded.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(joined, 'base64');
  return bytes.toString('base64') === joined ? bytes : undefined;
}

function textOf(encoded = '', name = ''): Value {
  const bytes = bytesOf(encoded);
  return bytes ? decodeText(bytes, name) : failed('not base64');
}

import {createHash} from 'node:crypto';
import {failed, text, type Value} from '../language/value.ts';
import type {FunctionDefinition, Functions} from './definition.ts';
import {withFile} from './files.ts';
import {withTexts} from './inputs.ts';

/** Hashes of texts and of files, in hexadecimal or base64, and names hashed to a UUID. */
export const hashFunctions: Functions = {
  base64sha256: ofText('sha256', 'base64'),
  base64sha512: ofText('sha512', 'base64'),
  filebase64sha256: ofFile('sha256', 'base64'),
  filebase64sha512: ofFile('sha512', 'base64'),
  filemd5: ofFile('md5', 'hex'),
  filesha1: ofFile('sha1', 'hex'),
  filesha256: ofFile('sha256', 'hex'),
  filesha512: ofFile('sha512', 'hex'),
  md5: ofText('md5', 'hex'),
  sha1: ofText('sha1', 'hex'),
  sha256: ofText('sha256', 'hex'),
  sha512: ofText('sha512', 'hex'),
  uuidv5: {least: 2, most: 2, run: (inputs) => withTexts(inputs, uuid)},
};

type Form = 'hex' | 'base64';

function ofText(algorithm: string, form: Form): FunctionDefinition {
  return {least: 1, most: 1, run: (inputs) => withTexts(inputs, (plain = '') => text(hash(algorithm, plain, form)))};
}

function ofFile(algorithm: string, form: Form): FunctionDefinition {
  return {
    least: 1,
    most: 1,
    run: ([path], context) => withFile(path, context, (content) => text(hash(algorithm, content, form))),
  };
}

function hash(algorithm: string, content: string | Uint8Array, form: Form): string {
  return createHash(algorithm).update(content).digest(form);
}

/** The namespaces of RFC 4122, appendix C, which differ in one digit. */
const namespaces: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

/** Version 5 of RFC 4122: the first bits of a hash, with the version and the variant written over them. */
function uuid(space = '', name = ''): Value {
  const digits = (Object.hasOwn(namespaces, space) ? (namespaces[space] ?? '') : space).replaceAll('-', '');
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) return failed(`${JSON.stringify(space)} is no namespace of UUIDs`);
  const bytes = createHash('sha1').update(Buffer.from(digits, 'hex')).update(name).digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return text(bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
}

import {failed, text, unknown, type Value} from '../language/value.ts';

/** A way to write texts as bytes; undefined where a text does not fit. */
interface Encoding {
  readonly encode: (plain: string) => Buffer | undefined;
  readonly decode: (bytes: Buffer) => string;
}

const ownEncodings: Readonly<Record<string, BufferEncoding>> = {
  'iso-8859-1': 'latin1',
  'utf-16le': 'utf16le',
  'utf-8': 'utf8',
};

/** What windows-1252 has in the place of the control characters from 0x80; the platform takes it for ISO-8859-1. */
const windowsLetters = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Encodings of mainframes and old terminals, which Terraform knows and the platform does not. */
const pageEncodings = /^(ibm|cp)[\d-]/;

/** The bytes of a text in an encoding that IANA names, as base64. */
export function encodeText(plain = '', name = ''): Value {
  const encoding = encodingOf(name);
  if ('kind' in encoding) return encoding;
  const bytes = encoding.encode(plain);
  return bytes ? text(bytes.toString('base64')) : failed(`the text does not fit into ${name}`);
}

export function decodeText(bytes: Buffer, name = ''): Value {
  const encoding = encodingOf(name);
  return 'kind' in encoding ? encoding : text(encoding.decode(bytes));
}

function encodingOf(name: string): Encoding | Value {
  const wanted = name.toLowerCase();
  const own = Object.hasOwn(ownEncodings, wanted) ? ownEncodings[wanted] : undefined;
  if (own) return nodeEncoding(own);
  if (wanted === 'windows-1252') return windows1252;
  const isKnown = pageEncodings.test(wanted) || isLabel(wanted);
  return isKnown ? unknown(`the encoding ${name} is not supported`) : failed(`there is no encoding ${name}`);
}

function nodeEncoding(name: BufferEncoding): Encoding {
  return {
    encode: (plain) => {
      const bytes = Buffer.from(plain, name);
      return bytes.toString(name) === plain ? bytes : undefined;
    },
    decode: (bytes) => bytes.toString(name),
  };
}

const letters = Array.from(
  {length: 256},
  (_, byte) => (byte < 0xa0 ? windowsLetters[byte - 0x80] : undefined) ?? String.fromCharCode(byte),
);
const byteOf = new Map(letters.map((letter, byte) => [letter, byte] as const));

const windows1252: Encoding = {
  encode: (plain) => {
    const bytes = [...plain].map((letter) => byteOf.get(letter));
    const known = bytes.filter((byte) => byte !== undefined);
    return known.length === bytes.length ? Buffer.from(known) : undefined;
  },
  decode: (bytes) => [...bytes].map((byte) => letters[byte]).join(''),
};

function isLabel(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

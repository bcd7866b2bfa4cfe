import {hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, TCP} from '../base/protocols.ts';

/** What is asked of a pair of endpoints: a protocol with its port, or its ICMP type and code. */
export interface Question {
  /** IP protocol number. */
  readonly protocol: number;
  readonly port?: number;
  readonly icmp?: {readonly type: number; readonly code: number};
}

/** Why a question cannot be read, as arguments of the diagnostic `question-invalid`. */
export interface BadQuestion {
  readonly bad: 'protocol' | 'port' | 'portless' | 'icmp';
  readonly found: string;
}

/**
 * Reads a protocol and a port as a user writes them: `TCP`, `udp`, `47`; ports 0..65535; `type/code` or `type` for
 * ICMP; `-`, `0` or nothing for protocols without ports (cli.md sections 1 and 3).
 */
export function readQuestion(protocolText: string, portText: string): Question | BadQuestion {
  const protocol = protocolText === '' ? TCP : readProtocol(protocolText);
  if (protocol === undefined) return {bad: 'protocol', found: protocolText};
  if (isIcmp(protocol)) return readIcmp(protocol, portText);
  // `80:TCP` must not be answered for protocol 80.
  if (!hasPorts(protocol)) return ['', '-', '0'].includes(portText) ? {protocol} : {bad: 'portless', found: portText};
  if (!/^[0-9]{1,5}$/.test(portText) || Number(portText) > 65535) return {bad: 'port', found: portText};
  return {protocol, port: Number(portText)};
}

/** Splits `[PROTOCOL:]PORT`, where a word alone is a protocol without port. */
export function splitQuestion(text: string): readonly [protocol: string, port: string] {
  const colon = text.indexOf(':');
  if (colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)];
  return /^[A-Za-z]/.test(text) ? [text, ''] : ['', text];
}

function readProtocol(text: string): number | undefined {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  const wanted = text.toLowerCase();
  return Object.entries(protocolNumbers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** Without a type, an echo request is meant: what `ping` sends. */
function readIcmp(protocol: number, text: string): Question | BadQuestion {
  if (text === '' || text === '-') return {protocol, icmp: {type: protocol === ICMPV6 ? 128 : 8, code: 0}};
  const [type, code = '0', ...rest] = text.split('/');
  const numbers = [type, code].map((part) => (/^[0-9]{1,3}$/.test(part ?? '') ? Number(part) : 256));
  if (rest.length > 0 || numbers.some((number) => number > 255)) return {bad: 'icmp', found: text};
  return {protocol, icmp: {type: numbers[0] ?? 0, code: numbers[1] ?? 0}};
}

/** The family that the protocol itself asks for. */
export function familyOfProtocol(protocol: number): 4 | 6 | undefined {
  if (protocol === ICMP) return 4;
  return protocol === ICMPV6 ? 6 : undefined;
}

import type {Application, HttpMatch, HttpTest} from '../ir/policy.ts';
import {escapeUntrusted} from './terminal.ts';
import {word} from './text-test.ts';

/** One allowed kind of request: `GET /public/...`, `any method on host x, path matching ^/a$`. */
function httpText({method, host, path, headers}: HttpMatch): string {
  const words = [
    method ? testText(method) : 'any method',
    ...(path ? [testText(path)] : []),
    ...(host ? [`on host ${testText(host)}`] : []),
    ...(headers && headers.length > 0 ? [`with header ${headers.map(escapeUntrusted).join(', ')}`] : []),
  ];
  return words.join(' ');
}

/** What a layer 7 restriction lets through, in one clause; undefined where it restricts nothing. */
export function applicationText({http, shown}: Application): string | undefined {
  const parts = [
    ...(http ? [`only HTTP ${http.length === 0 ? 'no request' : http.map(httpText).join('; ')}`] : []),
    ...(shown ?? []).map(escapeUntrusted),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function testText(test: HttpTest): string {
  switch (test.test) {
    case 'exact':
      return word(test.text);
    case 'prefix':
      return `${word(test.text)}...`;
    case 'regex':
      return /^[\w/-]+$/.test(test.pattern) ? test.pattern : `matching ${word(test.pattern)}`;
  }
}

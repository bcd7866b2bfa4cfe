import {cleanPath} from '../base/http-path.ts';
import {fullMatch} from '../base/regular-expression.ts';
import {some, type Truth} from '../base/truth.ts';
import type {Application, HttpMatch, HttpTest} from '../ir/policy.ts';
import type {HttpRequest} from './answer.ts';
import {type Assumptions, fact} from './facts.ts';

/**
 * May this request be sent under the restriction? Without a request only the connection is asked, and a restriction
 * does not decide it (design.md section 2). Only `http` decides; what is merely shown never does.
 */
export function permitsRequest(
  application: Application | undefined,
  request: HttpRequest | undefined,
  assumptions: Assumptions,
): Truth {
  if (!application?.http || !request) return true;
  return some(application.http, (match) => permits(match, request, assumptions));
}

function permits(match: HttpMatch, request: HttpRequest, assumptions: Assumptions): Truth {
  const fits =
    fulfils(match.method, request.method) &&
    fulfilsPath(match.path, request.path) &&
    (request.host === undefined || fulfils(match.host, request.host));
  if (!fits) return false;
  if (match.host && request.host === undefined) return fact(assumptions, `the request's host is ${print(match.host)}`);
  if (match.headers?.length) return fact(assumptions, `the request has the headers ${match.headers.join(', ')}`);
  return true;
}

function fulfils(test: HttpTest | undefined, value: string): boolean {
  if (!test) return true;
  switch (test.test) {
    case 'exact':
      return value === test.text;
    case 'prefix':
      return isSegmentPrefix(test.text, value);
    case 'regex':
      return fullMatch(test.pattern, value) ?? false;
  }
}

/** Literal path rules see the path cleaned, expressions see it as sent (calico.md 6.6, cilium.md 8.1). */
function fulfilsPath(test: HttpTest | undefined, path: string): boolean {
  if (!test || test.test === 'regex') return fulfils(test, path);
  const cleaned = cleanPath(path);
  return cleaned !== undefined && fulfils(test, cleaned);
}

/** On a segment boundary: `/pub` does not cover `/public` (calico.md 6.6). */
function isSegmentPrefix(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

function print(test: HttpTest): string {
  return test.test === 'regex' ? test.pattern : test.text;
}

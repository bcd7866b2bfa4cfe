import type {JsonObject} from '../../src/base/json.ts';
import type {HttpMatch, HttpTest} from '../../src/ir/policy.ts';

/** One allowed kind of request as Cilium's regular expressions, which match the whole method, host, or path and query. */
export function writeHttp(match: HttpMatch): JsonObject {
  const {method, path, host, headers} = match;
  return {
    ...(method && {method: expression(method)}),
    ...(path && {path: expression(path)}),
    ...(host && {host: expression(host)}),
    ...(headers && headers.length > 0 && {headers: [...headers]}),
  };
}

function expression(test: HttpTest): string {
  switch (test.test) {
    case 'regex':
      return test.pattern;
    case 'exact':
      return literally(test.text);
    case 'prefix':
      // On a segment boundary, and whatever the query is (calico.md 6.6).
      return test.text.endsWith('/') ? `${literally(test.text)}.*` : `${literally(test.text)}([/?#].*)?`;
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

import type {HttpRequest} from './answer.ts';

/**
 * Reads `METHOD [HOST] PATH` (cli.md section 1); `-` or nothing is no request, undefined is what cannot be read. A path
 * begins with a slash and may hold a query.
 */
export function readHttpRequest(text: string): HttpRequest | 'none' | undefined {
  const words = text.trim().split(/\s+/);
  if (text.trim() === '' || text.trim() === '-') return 'none';
  const [method = '', ...rest] = words;
  const path = rest.at(-1);
  if (rest.length < 1 || rest.length > 2 || !path?.startsWith('/')) return undefined;
  const host = rest.length === 2 ? rest[0] : undefined;
  return {method, path, ...(host !== undefined && host !== '-' && {host})};
}

/**
 * The path of a request as literal path rules see it: query and fragment cut, percent-decoded once, backslashes turned,
 * matrix parameters cut, dot segments resolved, empty segments and a final slash dropped. Undefined where something suspicious is left, which no rule matches
 * (calico.md 6.6).
 */
export function cleanPath(path: string): string | undefined {
  const decoded = decode(path.split(/[?#]/, 1)[0] ?? '');
  if (decoded === undefined || decoded.includes('\0') || /%(2e|2f|5c)/i.test(decoded)) return undefined;
  const segments: string[] = [];
  for (const part of decoded.replaceAll('\\', '/').split('/')) {
    const segment = part.split(';', 1)[0] ?? '';
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Does a domain name fit a pattern? Case and a final dot do not count. `*` stands for any run of letters, digits, `-`
 * and `_` inside one label, a leading `**.` for one or more whole labels, and `*` or `**` alone for every name
 * (cilium.md 6.7). Readers of other dialects translate their own wildcards into this form.
 */
export function matchesDomain(pattern: string, name: string): boolean {
  const wanted = plain(pattern);
  if (wanted === '*' || wanted === '**') return true;
  const labels = wanted.startsWith('**.') ? `[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.${glob(wanted.slice(3))}` : glob(wanted);
  return new RegExp(`^${labels}$`).test(plain(name));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function glob(pattern: string): string {
  return pattern
    .split(/\*+/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[a-z0-9_-]*');
}

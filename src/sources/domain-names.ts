import {canonicalAddress} from '../base/cidr.ts';
import {isObject, type Path, printPath} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Document} from './document.ts';
import type {Limits} from './limits.ts';
import {readSources} from './read-sources.ts';

/** What domain names resolve to, as a file says. */
export interface DomainNames {
  /** Addresses in canonical text, by names in lower case without the final dot. */
  readonly domains: Readonly<Record<string, readonly string[]>>;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of the file, for snippets. */
  readonly text: (file: string) => string | undefined;
}

const fileLimits: Partial<Limits> = {fileBytes: 10_000_000};

/**
 * Reads `--dns FILE` (cli.md section 1): YAML or JSON, domain names with the addresses they resolve to, one address or a
 * list of them. A name or address that cannot be read is a located error, the others count. Never throws.
 */
export async function readDomainNames(file: string, limits = fileLimits): Promise<DomainNames> {
  const {documents, diagnostics, text} = await readSources({filenames: [file], limits});
  const domains = new Map<string, readonly string[]>();
  const problems = documents.flatMap((document) => readDocument(document, domains));
  return {domains: Object.fromEntries(domains), diagnostics: [...diagnostics, ...problems], text};
}

function readDocument(document: Document, domains: Map<string, readonly string[]>): readonly Diagnostic[] {
  const {content} = document;
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value)) return [problem(document, [], null, 'expected domain names, each with its addresses')];
  return Object.entries(value).flatMap(([name, listed]) => {
    if (!/^(?=.{1,253}\.?$)[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/.test(name)) {
      return [problem(document, [name], name, 'this is no domain name')];
    }
    const items: readonly unknown[] = Array.isArray(listed) ? listed : [listed];
    const addresses = items.map((each) => (typeof each === 'string' ? canonicalAddress(each) : undefined));
    const domain = name.toLowerCase().replace(/\.$/, '');
    domains.set(domain, [...(domains.get(domain) ?? []), ...addresses.filter((each) => each !== undefined)]);
    return addresses.flatMap((address, index) => {
      if (address !== undefined) return [];
      const found = items[index];
      const at = Array.isArray(listed) ? [name, index] : [name];
      return [problem(document, at, typeof found === 'string' ? found : null, 'this is no IP address')];
    });
  });
}

function problem({origin, locate}: Document, path: Path, value: string | null, reason: string): Diagnostic {
  const {line, column} = locate(path);
  return diagnostic(
    'value-invalid',
    {...origin, path},
    {
      ...(line !== undefined && column !== undefined && {position: {line, column}}),
      arguments: {path: printPath(path), value, reason},
    },
  );
}

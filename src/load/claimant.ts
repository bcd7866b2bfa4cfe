import type {DialectEntry} from '../../plugins/index.ts';
import {isObject} from '../base/json.ts';
import {sortedUnique} from '../base/order.ts';
import {UnknownValue} from '../base/unknown-value.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {within} from '../diagnostics/origin.ts';
import type {Document} from '../sources/document.ts';

type Claim = {readonly entry: DialectEntry} | {readonly diagnostic: Diagnostic};

/**
 * Who reads a document, or why nobody can. A policy kind in a version that no dialect reads is an error, since skipping
 * it would change verdicts in silence; any other object of an unknown kind has a claimant that makes nothing of it.
 */
export function claimants(table: readonly DialectEntry[]): (document: Document) => Claim {
  const versions = versionsOf(table);
  /** The entry for the last object: a large list has many of one kind, which decides together with the version. */
  let last: {readonly apiVersion: unknown; readonly kind: unknown; readonly claim: Claim} | undefined;
  return (document) => {
    const {content, origin} = document;
    if (last && content.syntax === 'value' && isObject(content.value)) {
      const {apiVersion, kind} = content.value;
      if (apiVersion === last.apiVersion && kind === last.kind) return last.claim;
    }
    const entry = table.find(({claims}) => claims(content));
    if (content.syntax !== 'value') return entry ? {entry} : untyped(document, 'a Terraform module');
    const {value} = content;
    if (!isObject(value)) return untyped(document, describe(value));
    const {apiVersion, kind} = value;
    if (entry && !('kind' in value)) return {entry};
    if (typeof kind !== 'string' || kind === '') return untyped(document, `an object ${missing('kind', kind)}`);
    if (typeof apiVersion !== 'string' || apiVersion === '') {
      return untyped(document, `a ${kind} ${missing('apiVersion', apiVersion)}`);
    }
    const known = versions.get(kind);
    if (known && !known.includes(apiVersion)) {
      // Where the group is the same, it is the server that does not have the version.
      const layer = known.some((each) => groupOf(each) === groupOf(apiVersion)) ? 'api-server' : 'tool';
      const details = {layer, arguments: {apiVersion, kind, known: sortedUnique(known)}} as const;
      return {diagnostic: diagnostic('api-version-unknown', within(origin, 'apiVersion'), details)};
    }
    if (!entry) return untyped(document, `a ${kind} of ${apiVersion}`);
    const claim = {entry};
    last = {apiVersion, kind, claim};
    return claim;
  };
}

/** The versions of each policy kind that some dialect reads. */
function versionsOf(table: readonly DialectEntry[]): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, readonly string[]>();
  for (const {policyKinds} of table) {
    for (const [kind, own] of Object.entries(policyKinds)) versions.set(kind, [...(versions.get(kind) ?? []), ...own]);
  }
  return versions;
}

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}

function untyped({origin}: Document, found: string): Claim {
  return {diagnostic: diagnostic('document-untyped', origin, {arguments: {found}})};
}

function missing(field: string, value: unknown): string {
  if (value instanceof UnknownValue) return `whose ${field} is not known (${value.reason})`;
  return value === undefined || value === null || value === '' ? `without ${field}` : `whose ${field} is no text`;
}

function describe(value: unknown): string {
  if (value instanceof UnknownValue) return `a value that is not known (${value.reason})`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'plain text' : `a plain ${typeof value}`;
}

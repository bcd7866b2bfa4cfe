import type {Because, MatrixItem, SideReason} from '../evaluate/connectivity.ts';
import {judgedItems, type MatrixAnswer, unconnected} from './matrix-answer.ts';
import {policyName} from './reference-text.ts';
import {tablePieces} from './table.ts';
import {escapeUntrusted} from './terminal.ts';
import {passingText, type TrafficWords} from './traffic-words.ts';

/** Columns stay aligned over this many lines; later ones may be wider. */
const LINES_TOGETHER = 1000;

/** More parties than this are counted for people. */
const MOST_NAMED = 10;

/** Who may talk to whom, for people; `wide` adds who decides on both sides. */
export function* matrixText(answer: MatrixAnswer, wide: boolean): Generator<string> {
  if (answer.count === 0) {
    yield `${nothingPasses(answer)}\n`;
    return;
  }
  const alone = unconnected(answer);
  const print = tablePieces(matrixHeaders(answer, wide ? ['egress by', 'ingress by'] : []));
  let rows: (readonly string[])[] = [];
  for (const {item, cni} of judgedItems(answer)) {
    alone.pass(item);
    const why = wide ? deciders(item.because()) : [];
    rows.push([...endCells(item, cni, answer), passingText(item, answer.words), ...why, factsText(item)]);
    if (rows.length < LINES_TOGETHER) continue;
    yield print(rows);
    rows = [];
  }
  if (rows.length > 0) yield print(rows);
  yield* aloneText(alone.rest().map(answer.nameOf));
}

/** The columns that all tables of a matrix begin with; the engine only where several judge. */
export function matrixHeaders({judged}: MatrixAnswer, more: readonly string[]): readonly string[] {
  return [...(judged.length > 1 ? ['engine'] : []), 'from', 'to', 'connections', ...more];
}

export function endCells({from, to}: MatrixItem, cni: string | undefined, {nameOf}: MatrixAnswer): readonly string[] {
  return [...(cni === undefined ? [] : [cni]), nameOf(from), nameOf(to)];
}

/** `all`, `TCP 80,443`; what is not known is marked, with the facts it depends on. */
export function connectionsText(item: MatrixItem, words: TrafficWords): string {
  return `${passingText(item, words)} ${factsText(item)}`.trimEnd();
}

function factsText({unknowns}: MatrixItem): string {
  return unknowns.length > 0 ? `(not known: ${unknowns.join('; ')})` : '';
}

export function nothingPasses({parties, external}: MatrixAnswer): string {
  const inside = parties.filter(({kind}) => kind !== 'external').length;
  if (inside === 0) return 'No connections: nothing here fits what is asked for.';
  const who = inside === 1 ? 'the one party in question' : `the ${inside} parties in question`;
  if (external) return `No connections: nothing passes between the outside and ${who}.`;
  return `No connections: nothing passes ${inside === 1 ? 'to or from' : 'among'} ${who}; --external asks about the outside.`;
}

function* aloneText(names: readonly string[]): Generator<string> {
  if (names.length === 0) return;
  const shown = names.slice(0, MOST_NAMED).map(escapeUntrusted).join(', ');
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  yield `\nWithout any connection here: ${shown}${more}\n`;
}

function deciders({egress, ingress}: Because): readonly string[] {
  return [sideText(egress), sideText(ingress)];
}

const reasonWords: Readonly<Record<NonNullable<SideReason['reason']>, string>> = {
  rule: 'rule',
  isolated: 'isolation',
  'no-policy': 'no policy',
  'end-of-tier': 'end of tier',
  'endpoint-profile': 'profile of its namespace',
  'built-in': 'built into the engine',
  capability: 'not enforced',
  default: 'default',
};

/** The policies that decide on one side, else why none does; `-` for an end that is under no policy. */
function sideText({reason, by}: SideReason): string {
  if (by.length > 0) return [...new Set(by.map(({id}) => policyName(id)))].join(', ');
  return reason === null ? '-' : reasonWords[reason];
}

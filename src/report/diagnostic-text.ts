import type {Diagnostic, Severity} from '../diagnostics/diagnostic.ts';
import {message} from '../diagnostics/message.ts';
import {snippet} from '../diagnostics/position.ts';
import {diagnosticSource, type Places, placeText} from './place.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';

/** Of one code at most this many are printed in full; the rest is counted. `-o json` has them all. */
const mostOfOneCode = 10;

/**
 * Diagnostics for people, one after the other: `file:line:column: severity: message [code]`, and for an error the line
 * it is about with a caret. The order is kept.
 */
export function diagnosticsText(diagnostics: readonly Diagnostic[], places: Places, paint: Paint): readonly string[] {
  const counts = new Map<string, number>();
  const lines: string[] = [];
  for (const each of diagnostics) {
    const count = (counts.get(each.code) ?? 0) + 1;
    counts.set(each.code, count);
    if (count <= mostOfOneCode) lines.push(...diagnosticText(each, places, paint));
  }
  for (const [code, count] of counts) {
    if (count > mostOfOneCode)
      lines.push(paint.faint(`... and ${count - mostOfOneCode} more [${code}]; -o json lists all`));
  }
  return lines;
}

/** One diagnostic in one line, an error with its snippet below. */
export function diagnosticText(diagnostic: Diagnostic, places: Places, paint: Paint): readonly string[] {
  const {severity, code, origin} = diagnostic;
  const source = diagnosticSource(diagnostic, places);
  // A remark on a whole file names the file itself.
  const named = source?.line === undefined && diagnostic.arguments['file'] === source?.file;
  const place = source && !named ? `${placeText(source, true)}: ` : '';
  const line = `${place}${severityWord(severity, paint)}: ${escapeUntrusted(message(diagnostic))} ${paint.faint(`[${code}]`)}`;
  const text = origin && severity === 'error' ? places.text(origin.file) : undefined;
  const position = source?.line !== undefined && {line: source.line, column: source.column ?? 1};
  return text !== undefined && position && !holdsTerraformValues(text)
    ? [line, ...snippet(text, position, escapeUntrusted)]
    : [line];
}

/** Plans and states hold all values in clear text, sensitive ones beside others: nothing of them is quoted. */
function holdsTerraformValues(text: string): boolean {
  return /"(format_version|terraform_version)"\s*:/.test(text);
}

function severityWord(severity: Severity, paint: Paint): string {
  if (severity === 'error') return paint.bad(severity);
  return severity === 'warning' ? paint.doubtful(severity) : severity;
}

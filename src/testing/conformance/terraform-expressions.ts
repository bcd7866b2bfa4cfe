import {evaluate} from '../../../plugins/terraform/expressions.ts';
import {printJson} from '../../../plugins/terraform/functions/print-json.ts';
import {firstUnknown, type Value} from '../../../plugins/terraform/language/value.ts';
import {openRootModule} from '../../../plugins/terraform/read-module.ts';
import {readShared, sharedDirectory} from '../shared.ts';
import {terraformDocument} from '../terraform-document.ts';
import type {Check} from './check.ts';

const root = 'conformance/terraform/expressions';

interface Recorded {
  readonly id: string;
  readonly expr: string;
  readonly json?: string;
  readonly error?: string;
  readonly sensitive?: true;
  readonly unknown?: true;
}

/** Expressions against the values that `terraform console` gave for them, or against its refusal. */
export const terraformExpressions: Check = async function* () {
  const {content} = terraformDocument(`${sharedDirectory}${root}/context`);
  if (content.syntax !== 'terraform-module') throw new Error('not a module');
  const {workspace, ...context} = await openRootModule(content.module);
  const scope = workspace.scopeOf({workspace, ...context});
  const rows: Recorded[] = readShared(`${root}/expressions.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const wrong = rows.flatMap((recorded) => {
    const ours = evaluate(workspace.parseText(recorded.expr), scope);
    return holds(recorded, ours) ? [] : [{row: recorded.id, why: `${recorded.expr}: ours ${describe(ours)}`}];
  });
  yield {name: 'terraform/expressions/all', total: rows.length, wrong};
};

function holds(recorded: Recorded, ours: Value): boolean {
  if (recorded.error !== undefined) return ours.kind === 'failed';
  if (recorded.sensitive) return ours.kind === 'sensitive';
  if (recorded.unknown) return ours.kind === 'unknown';
  if (recorded.json === undefined)
    return ours.kind === 'number' || (ours.kind === 'unknown' && /^type/.test(recorded.expr));
  return describe(ours) === recorded.json || describe(ours) === JSON.stringify(JSON.parse(recorded.json));
}

function describe(value: Value): string {
  if (value.kind === 'failed') return `error: ${value.message}`;
  const open = firstUnknown(value);
  return open ? `unknown: ${open.reason}` : printJson(value);
}

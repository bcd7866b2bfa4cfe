import {readFileSync} from 'node:fs';
import {evaluate} from '../../../plugins/terraform/expressions.ts';
import {printJson} from '../../../plugins/terraform/functions/print-json.ts';
import {firstUnknown, isMapping, isSequence, type Value} from '../../../plugins/terraform/language/value.ts';
import {openRootModule} from '../../../plugins/terraform/read-module.ts';
import {projectDirectory, readShared, sharedDirectory} from '../shared.ts';
import {terraformDocument} from '../terraform-document.ts';
import type {Check, CheckResult} from './check.ts';

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
  for (const [name, text] of tables()) {
    const rows: Recorded[] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const answers = rows.map((recorded) => ({recorded, ours: evaluate(workspace.parseText(recorded.expr), scope)}));
    const open = answers.filter(({recorded, ours}) => recorded.json !== undefined && isOpen(ours));
    if (open.length > MOST_OPEN * rows.length)
      throw new Error(`${open.length} expressions are unknown, such as ${open[0]?.recorded.expr}`);
    const wrong = answers.filter(
      ({recorded, ours}) => !holds(recorded, ours) && !(recorded.json !== undefined && isOpen(ours)),
    );
    yield {name: `terraform/expressions/${name}`, total: rows.length, wrong: listed(wrong)};
    yield {name: `terraform/known-values/${name}`, total: rows.length, wrong: listed(open)};
  }
};

/** The share of expressions that may be unknown to us though Terraform knows them. */
const MOST_OPEN = 0.05;

/** What was recorded for everybody, and rarer forms of the functions, recorded from Terraform 1.11.4 in the same way. */
function tables(): readonly (readonly [string, string])[] {
  return [
    ['all', readShared(`${root}/expressions.jsonl`)],
    ['rare', readFileSync(`${projectDirectory}testdata/terraform/expressions.jsonl`, 'utf8')],
  ];
}

function isOpen(value: Value): boolean {
  return value.kind !== 'failed' && firstUnknown(value) !== undefined;
}

function listed(answers: readonly {readonly recorded: Recorded; readonly ours: Value}[]): CheckResult['wrong'] {
  return answers.map(({recorded: {id, expr}, ours}) => ({row: id, why: `${expr}: ours ${describe(ours)}`}));
}

function holds(recorded: Recorded, ours: Value): boolean {
  if (recorded.error !== undefined) return ours.kind === 'failed';
  if (recorded.sensitive) return isSecret(ours);
  if (recorded.unknown) return ours.kind === 'unknown';
  if (recorded.json === undefined)
    return ours.kind === 'number' || (ours.kind === 'unknown' && /^type/.test(recorded.expr));
  return describe(ours) === recorded.json || describe(ours) === JSON.stringify(JSON.parse(recorded.json));
}

/** Terraform prints nothing of a value as soon as a part of it is sensitive. */
function isSecret(value: Value): boolean {
  if (isSequence(value)) return value.items.some(isSecret);
  return isMapping(value) ? [...value.entries.values()].some(isSecret) : value.kind === 'sensitive';
}

function describe(value: Value): string {
  if (value.kind === 'failed') return `error: ${value.message}`;
  const open = firstUnknown(value);
  return open ? `unknown: ${open.reason}` : printJson(value);
}

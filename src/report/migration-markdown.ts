import {message} from '../diagnostics/message.ts';
import type {Migration, MigrationStep} from '../migrate/migration.ts';
import type {ChangedPair} from '../migrate/verify.ts';
import {lossText} from './conversion-text.ts';
import {correctionTexts} from './correction-text.ts';
import {sidesText} from './diff-text.ts';
import {intendedText} from './intended-text.ts';
import {markdownHead, markdownRow, markdownText} from './markdown.ts';
import {type DifferencesOf, differencesByReason, type MigrationAnswer} from './migration-answer.ts';
import {escapeUntrusted, plain} from './terminal.ts';

/** Pairs of one reason beyond this are counted; the JSON has them all. */
const MOST_ROWS = 100;

/** The plan as Markdown: what is there, what is to be done, and what it changes. */
export function migrationMarkdown(answer: MigrationAnswer): string {
  const {migration, steps} = answer;
  const {from, to} = migration;
  return [
    `# From ${from}${to ? ` to ${to}` : ''}\n`,
    ...projectsSection(answer),
    ...section('Warnings', bullets(migration.findings.map(message))),
    ...correctionsSection(migration),
    ...(migration.outcome === 'refused' ? ['**Nothing is written.**\n'] : section('Files', bullets(answer.files))),
    ...section('Losses', bullets(migration.losses.map((loss) => lossText(loss, answer.context, plain)))),
    ...changesSection(answer),
    ...proofsSection(answer),
    ...companionsSection(answer),
    ...section('Steps', steps.map((step, index) => stepMarkdown(step, index + 1)).join('\n')),
  ].join('\n');
}

function section(title: string, body: string): readonly string[] {
  return body === '' ? [] : [`## ${title}\n\n${body}`];
}

function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${markdownText(text)}\n`).join('');
}

function projectsSection({migration: {isolation}}: MigrationAnswer): readonly string[] {
  const {isolated, system} = isolation.projects;
  if (isolated.length === 0) return [];
  const rows = [...isolated, ...(system ? [{...system, id: `${system.id} (System)`}] : [])];
  return [
    markdownHead(['project', 'namespaces']) +
      rows.map(({id, namespaces}) => markdownRow([id, namespaces.join(', ')])).join(''),
  ];
}

/** Offered in a file of their own, since nobody asked for them. */
function correctionsSection(migration: Migration): readonly string[] {
  const texts = correctionTexts(migration).map(({mistake, policies, witness}) =>
    [`${mistake}: ${policies.join(', ')}`, ...(witness === undefined ? [] : [witness])].join('; '),
  );
  return section('Corrections offered', bullets(texts));
}

/** What differs, by reason, and each pair below; then what is open while the engine moves. */
function changesSection(answer: MigrationAnswer): readonly string[] {
  const {verification} = answer.migration;
  if (!verification) return [];
  const {compared, differences, window = []} = verification;
  const groups = differencesByReason(answer.migration);
  const counts = groups.map((group) => markdownRow([nameOf(group), String(group.differences.length), whyOf(group)]));
  return [
    `## What changes\n\nCompared ${compared} pairs: ${differences.length} differ.\n`,
    ...(groups.length > 0 ? [markdownHead(['reason', 'connections', 'why']) + counts.join('')] : []),
    ...groups.map((group) => `### ${nameOf(group)}\n\n${pairsTable(group.differences, answer)}`),
    ...section('Open while nothing is enforced', window.length > 0 ? pairsTable(window, answer) : ''),
  ];
}

function nameOf({reason}: DifferencesOf): string {
  return reason ?? 'not meant';
}

function whyOf({reason}: DifferencesOf): string {
  return reason ? intendedText(reason) : 'nobody asked for it';
}

function pairsTable(pairs: readonly ChangedPair[], {nameOf: named, words}: MigrationAnswer): string {
  const rows = pairs.slice(0, MOST_ROWS).map(({item, family}) => {
    const {before, after} = sidesText(item, words);
    return markdownRow([item.change, named(item.from), named(item.to), `IPv${family}`, before, after]);
  });
  const more = pairs.length - rows.length;
  return [
    markdownHead(['change', 'from', 'to', 'family', 'before', 'after']),
    ...rows,
    ...(more > 0 ? [`\nand ${more} more\n`] : []),
  ].join('');
}

function proofsSection({migration: {verification}}: MigrationAnswer): readonly string[] {
  const rows = (verification?.projects ?? []).map(({project, certificate}) =>
    markdownRow([project, certificate.result]),
  );
  return rows.length === 0
    ? []
    : [`## Each project in every possible cluster\n\n${markdownHead(['project', 'result'])}${rows.join('')}`];
}

function companionsSection({migration: {companions}}: MigrationAnswer): readonly string[] {
  const told = companions.filter(({state}) => state !== 'idle');
  const texts = told.map(
    ({name, explains, state}) => `${name} (${state === 'asked' ? 'written' : 'offered'}): ${explains}`,
  );
  return section('Companions', bullets(texts));
}

function stepMarkdown({title, commands, check, undo, notes}: MigrationStep, number: number): string {
  return [
    `### ${number}. ${markdownText(title)}\n`,
    // The commands hold names of files alone, which hold no backtick.
    ...(commands.length > 0 ? [`\`\`\`sh\n${commands.map(escapeUntrusted).join('\n')}\n\`\`\`\n`] : []),
    `- Check: ${markdownText(check)}`,
    `- Back: ${markdownText(undo)}`,
    ...notes.map((note) => `- Note: ${markdownText(note)}`),
    '',
  ].join('\n');
}

import {sortedUnique} from '../base/order.ts';
import type {Migration, MigrationStep} from '../migrate/migration.ts';
import type {ChangedPair, Verification} from '../migrate/verify.ts';
import {certificateText} from './certificate-text.ts';
import {lossText} from './conversion-text.ts';
import {correctionTexts} from './correction-text.ts';
import {sidesText} from './diff-text.ts';
import {grantedBy} from './granted-by.ts';
import {intendedText} from './intended-text.ts';
import {type DifferencesOf, differencesByReason, generatedCounts, type MigrationAnswer} from './migration-answer.ts';
import {replayText} from './replay-text.ts';
import {table} from './table.ts';
import {escapeUntrusted} from './terminal.ts';
import {connectionText} from './verdict-text.ts';

const NAMES = {source: 'the set of today', target: 'the result'};

/** Differences of one reason beyond this are counted for people; the JSON has them all. */
const MOST_SHOWN = 10;

const states = {
  on: 'on, kept by Rancher',
  mixed: 'half moved, or not everywhere',
  moved: 'moved: only policies of this tool are left',
  off: 'none of Rancher',
} as const;

/** What is there, what was written, what it changes and what to do, for people. */
export function migrationText(answer: MigrationAnswer): string {
  const {migration, steps} = answer;
  const parts = [
    foundText(migration),
    ...correctedText(migration),
    ...(migration.to === undefined || migration.outcome === 'nothing' ? [] : writtenText(answer)),
    ...steps.map((step, index) => stepText(step, index + 1)),
  ];
  return parts.join('\n\n');
}

function foundText(migration: Migration): string {
  const {isolation, before, running, from} = migration;
  const {projects, users, ours, nodes} = isolation;
  const engine = running.length > 0 ? `${running.join(', ')} by what runs there` : `${before}, taken for granted`;
  const made = Object.entries(generatedCounts(migration)).filter(([, count]) => count > 0);
  const rows = [
    ...(from === 'rancher' ? [['Isolation', states[isolation.state]]] : []),
    ['Engine', engine],
    ...projects.isolated.map(({id, namespaces}) => [`Project ${id}`, namespaces.join(', ')]),
    ...(projects.system ? [[`System ${projects.system.id}`, projects.system.namespaces.join(', ')]] : []),
    ...(projects.free.length > 0 && from === 'rancher' ? [['No project', projects.free.join(', ')]] : []),
    ...(made.length > 0 ? [["Rancher's", made.map(([name, count]) => `${count} ${name}`).join(', ')]] : []),
    ...(ours.length > 0 ? [['Moved', `${ours.length} policies of this tool`]] : []),
    ['Your own', users.length === 0 ? 'none' : `${users.length} policies`],
    ...(from === 'rancher' && nodes.cidrs.length > 0 ? [['Nodes', nodes.cidrs.join(', ')]] : []),
  ];
  return table(undefined, rows);
}

function correctedText(migration: Migration): readonly string[] {
  return correctionTexts(migration).map(({mistake, witness}) =>
    [
      `Corrected: ${mistake}; the corrected ones are offered beside the rest`,
      ...(witness === undefined ? [] : [`  ${witness}`]),
    ].join('\n'),
  );
}

function writtenText(answer: MigrationAnswer): readonly string[] {
  const {migration, files, context} = answer;
  const {paint} = context;
  const {companions, losses, verification, to, outcome} = migration;
  const told = companions.filter(({state}) => state !== 'idle');
  const placed = told.map(({name, explains, state}) => [
    `  ${name}`,
    state === 'asked' ? 'written' : 'offered',
    explains,
  ]);
  const groups = differencesByReason(migration);
  const unlisted = groups.find(({reason}) => !reason)?.differences.length ?? 0;
  const why =
    unlisted > 0
      ? `${unlisted} connections differ that nobody meant`
      : losses.some(({effect}) => effect !== 'none')
        ? 'a loss errs in a way that was not allowed'
        : '';
  const refused = [
    paint.bad('not written'),
    ...(why === '' ? [] : [`${why}; --allow wider, narrower or any accepts that`]),
  ];
  return [
    outcome === 'written'
      ? `For ${to}: ${files.length === 1 ? '1 file' : `${files.length} files`}`
      : refused.join(': '),
    ...(placed.length > 0 ? [`Companions (--companions NAME):\n${table(undefined, placed)}`] : []),
    ...(losses.length > 0 ? [losses.map((loss) => lossText(loss, context, paint)).join('\n')] : []),
    ...(verification
      ? [
          differencesText(answer, groups),
          ...projectProofsText(verification.projects),
          ...flowsText(answer),
          ...certificate(migration, answer),
        ]
      : [notCompared]),
  ];
}

/** One line a project, its witness below where the result errs, and once what all of them take for granted. */
function projectProofsText(projects: Verification['projects']): readonly string[] {
  if (projects.length === 0) return [];
  const told = {allow: 'allowed', deny: 'denied'};
  const width = Math.max(...projects.map(({project}) => project.length));
  const lines = projects.flatMap(({project, certificate: {result, witness}}) => [
    `  ${project.padEnd(width)}  ${result}`,
    ...(witness
      ? [`    ${connectionText(witness)}: ${told[witness.source]} today, ${told[witness.target]} by the result`]
      : []),
  ]);
  const granted = sortedUnique(projects.flatMap(({certificate}) => grantedBy(certificate)));
  return [['Each project in every possible cluster:', ...lines, `  (${granted.join('; ')})`].join('\n')];
}

/** Recorded flows that the result answers otherwise. */
function flowsText({replayed, migration, context}: MigrationAnswer): readonly string[] {
  const policies = migration.verification?.result.policies ?? [];
  return replayed ? [`Recorded flows, asked of the result:\n${replayText(replayed, {...context, policies})}`] : [];
}

const notCompared = 'Not compared: no workloads are given; give pods with -f, or read a cluster';

function certificate({verification}: Migration, {context}: MigrationAnswer): readonly string[] {
  if (!verification) return [];
  return [certificateText(verification.certificate, NAMES, context.paint).join('\n')];
}

function differencesText(answer: MigrationAnswer, groups: readonly DifferencesOf[]): string {
  const {verification} = answer.migration;
  const all = verification?.differences.length ?? 0;
  const unlisted = groups.find(({reason}) => !reason)?.differences.length ?? 0;
  const meant = unlisted === 0 ? 'all of them meant' : `${unlisted} of them not meant`;
  const head =
    all === 0
      ? `Compared ${verification?.compared ?? 0} pairs: no connection differs`
      : `Compared ${verification?.compared ?? 0} pairs: ${all} differ, ${meant}`;
  const open = verification?.window;
  const window = open ? windowText(open, answer) : [];
  return [head, ...groups.flatMap((group) => groupText(group, answer)), ...window].join('\n');
}

function groupText({reason, differences}: DifferencesOf, answer: MigrationAnswer): readonly string[] {
  const head = reason
    ? `  ${reason} (${differences.length}): ${intendedText(reason)}`
    : `  not meant (${differences.length})`;
  return [head, ...shortened(differences, answer)];
}

function windowText(open: readonly ChangedPair[], answer: MigrationAnswer): readonly string[] {
  const head = `While nothing is enforced, ${open.length} pairs are open that are closed today, or on more ports`;
  return [head, ...shortened(open, answer)];
}

function shortened(differences: readonly ChangedPair[], answer: MigrationAnswer): readonly string[] {
  const more = differences.length - MOST_SHOWN;
  return [
    ...differences.slice(0, MOST_SHOWN).map((each) => differenceText(each, answer)),
    ...(more > 0 ? [`    and ${more} more`] : []),
  ];
}

/** One line: who, to whom, what passed and what passes. */
function differenceText({item, family}: ChangedPair, {nameOf, words}: MigrationAnswer): string {
  const {before, after} = sidesText(item, words);
  const ends = escapeUntrusted(`${nameOf(item.from)} -> ${nameOf(item.to)}`);
  const over = family === 6 ? ' over IPv6' : '';
  return `    ${item.change.padEnd(7)}  ${ends}${over}: was ${before}; now ${after}`;
}

function stepText({title, commands, check, undo, notes}: MigrationStep, number: number): string {
  return [
    `${number}. ${title}`,
    ...commands.map((command) => `     ${escapeUntrusted(command)}`),
    `   Check: ${check}`,
    `   Back:  ${escapeUntrusted(undo)}`,
    ...notes.map((note) => `   Note:  ${note}`),
  ].join('\n');
}

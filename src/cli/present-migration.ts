import type {Allow} from '../convert/conversion.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Migration} from '../migrate/migration.ts';
import {migrationSteps, OFFERED} from '../migrate/steps.ts';
import type {MigrationAnswer} from '../report/migration-answer.ts';
import {partyNames} from '../report/party-text.ts';
import {escapeUntrusted} from '../report/terminal.ts';
import {trafficWords} from '../report/traffic-words.ts';
import {fileName, numberedFiles, writeOutputFiles} from './output-files.ts';
import {
  incompleteText,
  presentJson,
  print,
  printDiagnostics,
  readingText,
  setExitCode,
  stdoutPaint,
} from './present.ts';
import {isIncomplete} from './problems.ts';
import {type ReplayedResult, replayResult} from './replay-result.ts';
import type {Session} from './session.ts';

export interface MigrationFlags {
  readonly output?: string | undefined;
  readonly 'output-dir'?: string | undefined;
  readonly 'require-proof': boolean;
  /** A file of recorded flows that the result is asked for. */
  readonly flows?: string | undefined;
  readonly allow?: Allow | undefined;
}

/** The report to stdout in the asked form, and the result into files; what was refused is not handed out. */
export async function presentMigration(opened: Session, asked: Migration, flags: MigrationFlags): Promise<void> {
  const {input} = opened;
  const session = judgedBy(opened, asked);
  const flows = flags.flows === undefined ? undefined : await replayResult(session, asked, flags.flows);
  const migration = accepted(opened, asked, flags, flows);
  const answer = await answerOf(session, migration, flows);
  const directory = flags['output-dir'];
  const written = migration.outcome === 'written' && directory !== undefined ? await writeAll(directory, answer) : none;
  const diagnostics = [...input.diagnostics, ...migration.findings, ...written.findings, ...(flows?.problems ?? [])];
  await printDiagnostics(session, diagnostics);
  for (const path of written.paths) process.stderr.write(`wrote ${escapeUntrusted(path)}\n`);
  if (flags.output === 'json') {
    const {migrationJson} = await import('../report/migration-json.ts');
    await presentJson(session, {kind: 'Migration', diagnostics, body: migrationJson(answer)});
  } else if (flags.output === 'yaml') await print(await documentsText(migration));
  else if (flags.output === 'markdown') await print(await planText(answer));
  else {
    const {migrationText} = await import('../report/migration-text.ts');
    const lines = [migrationText(answer), ...readingText(session), ...incompleteText(session)];
    await print(`${lines.join('\n')}\n`);
  }
  const isNo = migration.outcome === 'refused' || migration.outcome === 'nothing';
  setExitCode(session, (flows?.problems.length ?? 0) > 0 ? 2 : isNo ? 1 : 0, diagnostics);
}

/** The engines of the move in place of those that the policies alone would name. */
function judgedBy(session: Session, {before, after}: Migration): Session {
  const name = before === after ? before : `${before}, then ${after}`;
  return {...session, profiles: session.profiles.slice(0, 1).map((profile) => ({...profile, name}))};
}

/**
 * A result from half an input, one that nobody compared where a proof is asked for, and one that denies recorded flows
 * are refused.
 */
function accepted(
  {input, flags}: Session,
  migration: Migration,
  {'require-proof': proof, allow}: MigrationFlags,
  flows: ReplayedResult | undefined,
): Migration {
  if (migration.outcome !== 'written') return migration;
  const denied = flows?.replayed?.summary.nowDenied ?? 0;
  if (denied > 0 && allow !== 'narrower' && allow !== 'any') {
    const reason = diagnostic('migration-denies-flows', undefined, {arguments: {count: denied}});
    return {...migration, outcome: 'refused', findings: [...migration.findings, reason]};
  }
  if (flows && flows.problems.length > 0) return {...migration, outcome: 'refused'};
  const unproved = proof && (migration.verification?.certificate.result ?? 'unproved') === 'unproved';
  const incomplete = isIncomplete(input.diagnostics, flags);
  if (!unproved && !incomplete) return migration;
  const reason = diagnostic(incomplete ? 'migration-incomplete' : 'migration-unproved', undefined);
  return {...migration, outcome: 'refused', findings: [...migration.findings, reason]};
}

async function answerOf(
  {input}: Session,
  migration: Migration,
  flows: ReplayedResult | undefined,
): Promise<MigrationAnswer> {
  const taken = new Set<string>();
  const files = migration.files.map(({stage, words, content}) =>
    fileName([String(stage).padStart(2, '0'), ...words], 'hcl' in content ? 'tf' : 'yaml', taken),
  );
  const {differences = [], window = []} = migration.verification ?? {};
  const parties = [...differences, ...window].flatMap(({item: {from, to}}) => [from, to]);
  return {
    migration,
    files,
    steps: migrationSteps(migration, files),
    nameOf: partyNames(parties),
    words: trafficWords(),
    ...(flows?.replayed && {replayed: flows.replayed}),
    context: {...input, policies: input.loaded.applied, paint: await stdoutPaint()},
  };
}

interface Written {
  readonly paths: readonly string[];
  readonly findings: readonly Diagnostic[];
}

const none: Written = {paths: [], findings: []};

/**
 * The plan, the objects, and in a folder of its own what is offered beside, since whoever applies a whole directory would
 * apply it too. Numbered files that this run does not write are left of an earlier one, and told.
 */
async function writeAll(directory: string, answer: MigrationAnswer): Promise<Written> {
  const {printYaml} = await import('../report/yaml.ts');
  const {migration, files} = answer;
  const plan = [
    {name: '00-plan.md', text: await planText(answer)},
    ...migration.files.map(({content}, index) => ({
      name: files[index] ?? '',
      text: 'hcl' in content ? content.hcl : printYaml([{value: content.object}]),
    })),
  ];
  const offered =
    migration.offered.length > 0 ? [{name: OFFERED, text: printYaml(migration.offered.map((value) => ({value})))}] : [];
  const all = [...plan, ...offered];
  writeOutputFiles(directory, all);
  const left = numberedFiles(directory).filter((name) => !plan.some((file) => file.name === name));
  return {
    paths: all.map(({name}) => `${directory}/${name}`),
    findings: left.length > 0 ? [diagnostic('migration-files-left', undefined, {arguments: {directory, left}})] : [],
  };
}

async function planText(answer: MigrationAnswer): Promise<string> {
  const {migrationMarkdown} = await import('../report/migration-markdown.ts');
  return migrationMarkdown(answer);
}

async function documentsText({files, outcome}: Migration): Promise<string> {
  if (outcome !== 'written') return '';
  const {printYaml} = await import('../report/yaml.ts');
  const hcl = files.flatMap(({content}) => ('hcl' in content ? [content.hcl] : []));
  if (hcl.length > 0) return hcl.join('\n');
  return printYaml(files.flatMap(({content}) => ('object' in content ? [{value: content.object}] : [])));
}

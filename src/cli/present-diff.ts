import type {Party} from '../evaluate/connectivity.ts';
import type {Endpoint} from '../ir/world.ts';
import {type DiffAnswer, differs, type JudgedDiff, noCounts} from '../report/diff-answer.ts';
import {jsonStream} from '../report/document-stream.ts';
import {envelope} from '../report/json.ts';
import {type NameParty, partyKey, partyNames} from '../report/party-text.ts';
import {trafficWords} from '../report/traffic-words.ts';
import type {FoundDiffs} from './ask-diff.ts';
import type {ComparedInputs} from './compared-inputs.ts';
import {incompleteText, printDiagnostics, printPieces, readingText, setExitCode, stdoutPaint} from './present.ts';
import {withProgress} from './progress.ts';

/** What differs, in every format, written while it is made; `--exit-code` makes a difference a "no". */
export async function presentDiff(
  compared: ComparedInputs,
  {judged, certificate, diagnostics: found}: FoundDiffs,
  flags: {readonly 'exit-code': boolean},
): Promise<void> {
  const {session} = compared;
  const {output} = session.flags;
  const diagnostics = [...session.input.diagnostics, ...found];
  const answer = {...(await answerOf(compared, judged)), ...(certificate && {certificate})};
  const counts = noCounts();
  const pieces = async (): Promise<Iterable<string>> => {
    if (output === 'markdown') return (await import('../report/diff-markdown.ts')).diffMarkdown(answer, counts);
    if (output !== 'json' && output !== 'yaml')
      return (await import('../report/diff-text.ts')).diffText(answer, counts);
    const {diffDocument} = await import('../report/diff-json.ts');
    const stream = output === 'json' ? jsonStream() : (await import('../report/yaml-stream.ts')).yamlStream();
    const profiles = compared.engines.map(({cni}) => cni);
    const named = {kind: 'ConnectivityDiff', profiles, inputs: session.input.names, diagnostics};
    return diffDocument(answer, counts, envelope(named, session.input, {}), stream);
  };
  await printDiagnostics(session, diagnostics);
  const write = async (): Promise<void> => printPieces(await pieces());
  // On one terminal the line would stand among the answer.
  await (process.stdout.isTTY ? write() : withProgress(`comparing ${pairsOf(judged)} connections`, write));
  if (output === undefined) {
    const notes = [...readingText(session), ...incompleteText(session)];
    await printPieces(notes.map((line) => `${line}\n`));
  }
  setExitCode(session, flags['exit-code'] && differs(answer, counts) ? 1 : 0, diagnostics);
}

async function answerOf({before, after}: ComparedInputs, judged: readonly JudgedDiff[]): Promise<DiffAnswer> {
  const paint = await stdoutPaint();
  const context = (input: typeof before) => ({...input, policies: input.loaded.applied, paint});
  const parties = (which: 'addedParties' | 'removedParties'): readonly Party[] => {
    // Blocks of addresses are no parties of their own: they come and go with the policies that name them.
    const all = judged.flatMap(({diffs}) => diffs.flatMap((diff) => diff[which]));
    const inside = all.filter(({kind}) => kind !== 'external');
    return [...new Map(inside.map((party) => [partyKey(party), party] as const)).values()];
  };
  return {
    judged,
    addedParties: parties('addedParties'),
    removedParties: parties('removedParties'),
    nameOf: namesOf([before, after].flatMap(({loaded}) => loaded.world.endpoints)),
    words: trafficWords(),
    context: {before: context(before), after: context(after)},
  };
}

function pairsOf(judged: readonly JudgedDiff[]): number {
  return judged.flatMap(({diffs}) => diffs).reduce((sum, {compared}) => sum + compared, 0);
}

/** Names as a matrix gives them, by what both worlds hold. */
function namesOf(endpoints: readonly Endpoint[]): NameParty {
  return partyNames(
    endpoints.map(({name, kind, namespace, owner, workload}) => {
      const of = workload ?? owner;
      return of ? {name: `${namespace}/${of.name}`, kind: 'workload', workload: of.kind} : {name, kind};
    }),
  );
}

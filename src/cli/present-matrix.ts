import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {jsonStream} from '../report/document-stream.ts';
import {envelope} from '../report/json.ts';
import {type JudgedMatrix, type MatrixAnswer, matrixAnswer} from '../report/matrix-answer.ts';
import {tooLongText, tooManyItems} from './answer-bounds.ts';
import {
  incompleteText,
  printDiagnostics,
  printPieces,
  readingText,
  refuse,
  setExitCode,
  stagedText,
} from './present.ts';
import {withProgress} from './progress.ts';
import type {Session} from './session.ts';

export interface FoundMatrices {
  readonly judged: readonly JudgedMatrix[];
  readonly external: boolean;
  /** What was found while answering. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Who may talk to whom, in every format, written while it is made; what is too large is refused before. */
export async function presentMatrix(session: Session, found: FoundMatrices): Promise<void> {
  const {output} = session.flags;
  const answer = matrixAnswer(found.judged, found.external);
  const diagnostics = [...session.input.diagnostics, ...found.diagnostics];
  const pieces = tooManyItems(answer, output) ?? (await piecesOf(session, answer, diagnostics));
  if ('code' in pieces) {
    return refuse(session, 'ConnectivityMatrix', [...found.diagnostics, pieces], {
      count: 0,
      items: [],
      unconnected: [],
    });
  }
  await printDiagnostics(session, diagnostics);
  const write = (): Promise<void> => printPieces(pieces);
  // On one terminal the line would stand among the answer.
  await (process.stdout.isTTY ? write() : withProgress('writing', write));
  if (output === undefined || output === 'wide') {
    const notes = [...readingText(session), ...stagedText(session), ...incompleteText(session)];
    await printPieces(notes.map((line) => `${line}\n`));
  }
  setExitCode(session, 0, diagnostics);
}

/** The answer in the wanted format, or why it is too long for it. Only what that format needs is loaded. */
async function piecesOf(
  {input, profiles, staged, flags: {output}}: Session,
  answer: MatrixAnswer,
  diagnostics: readonly Diagnostic[],
): Promise<Iterable<string> | Diagnostic> {
  switch (output) {
    case 'json':
    case 'yaml': {
      const {matrixDocument} = await import('../report/matrix-json.ts');
      const names = profiles.map(({name}) => name);
      const head = envelope(
        {kind: 'ConnectivityMatrix', profiles: names, inputs: input.names, diagnostics, staged},
        input,
        {},
      );
      const stream = output === 'json' ? jsonStream() : (await import('../report/yaml-stream.ts')).yamlStream();
      return matrixDocument(answer, head, input, stream);
    }
    case 'csv':
      return (await import('../report/matrix-csv.ts')).matrixCsv(answer);
    case 'markdown':
      return (await import('../report/matrix-markdown.ts')).matrixMarkdown(answer);
    case 'dot':
      return (await import('../report/matrix-dot.ts')).matrixDot(answer);
    case 'mermaid': {
      const text = [...(await import('../report/matrix-mermaid.ts')).matrixMermaid(answer)].join('');
      return tooLongText(answer, text.length) ?? [text];
    }
    default:
      return (await import('../report/matrix-text.ts')).matrixText(answer, output === 'wide');
  }
}

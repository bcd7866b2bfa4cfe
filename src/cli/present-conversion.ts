import {type JsonObject, valueAt} from '../base/json.ts';
import type {Conversion} from '../convert/conversion.ts';
import {diagnostic} from '../diagnostics/diagnostic.ts';
import {conversionJson} from '../report/conversion-json.ts';
import {conversionText} from '../report/conversion-text.ts';
import {escapeUntrusted} from '../report/terminal.ts';
import {fileName, type OutputFile, writeOutputFiles} from './output-files.ts';
import {incompleteText, presentJson, print, printDiagnostics, setExitCode, stderrPaint} from './present.ts';
import type {Session} from './session.ts';

export interface ConversionFlags {
  readonly output?: string | undefined;
  readonly 'output-dir'?: string | undefined;
  readonly 'witness-dir'?: string | undefined;
  readonly 'require-proof': boolean;
}

/** Documents to stdout or into files, the report to stderr; what errs in a way that was not allowed is not handed out. */
export async function presentConversion(
  session: Session,
  conversion: Conversion,
  flags: ConversionFlags,
): Promise<void> {
  const {input} = session;
  const missing = conversion.policies.length === 0 ? [diagnostic('policies-missing', undefined)] : [];
  const diagnostics = [...input.diagnostics, ...missing];
  const unproved = flags['require-proof'] && conversion.certificate.result === 'unproved';
  const written = conversion.written && !unproved;
  await printDiagnostics(session, diagnostics);
  const directory = flags['output-dir'];
  if (written && directory !== undefined) {
    const files = await outputFiles(conversion);
    writeOutputFiles(directory, files);
    for (const {name} of files) process.stderr.write(`wrote ${escapeUntrusted(`${directory}/${name}`)}\n`);
  }
  if (flags['witness-dir'] !== undefined) await writeWitness(flags['witness-dir'], conversion);
  if (flags.output === 'json') {
    const body = conversionJson(conversion, written, input);
    await presentJson(session, {kind: 'Conversion', diagnostics, body});
  } else if (written && directory === undefined) {
    await print(await documentsText(conversion));
  }
  if (missing.length === 0) {
    const lines = conversionText(conversion, written, input, await stderrPaint());
    process.stderr.write(`${[...lines, ...incompleteText(session)].join('\n')}\n`);
  }
  setExitCode(session, written ? 0 : 1, diagnostics);
}

/** The cluster of the witness and what was made of the policies, so that both can be asked about it. */
async function writeWitness(directory: string, conversion: Conversion): Promise<void> {
  const world = conversion.certificate.witness?.world;
  if (!world) return;
  const {witnessDocuments} = await import('../convert/witness-documents.ts');
  const {printYaml} = await import('../report/yaml.ts');
  const cluster = (await witnessDocuments(world)).map((value) => ({value}));
  const result = conversion.text === undefined ? 'result.yaml' : 'result.tf';
  const hasNames = Object.keys(world.domains).length > 0;
  const files = [
    {name: 'cluster.yaml', text: printYaml(cluster)},
    // For --dns: an address is told apart from what rules name only by what the names resolve to.
    ...(hasNames ? [{name: 'names.yaml', text: printYaml([{value: world.domains}])}] : []),
    {name: result, text: await documentsText(conversion)},
  ];
  writeOutputFiles(directory, files);
  for (const {name} of files) process.stderr.write(`wrote ${escapeUntrusted(`${directory}/${name}`)}\n`);
}

async function documentsText({objects, text}: Conversion): Promise<string> {
  const {printYaml} = await import('../report/yaml.ts');
  return (
    text ?? printYaml(objects.map(({object, comment}) => ({value: object, ...(comment !== undefined && {comment})})))
  );
}

/** One file an object, named after it; a carrier's text is one file. */
async function outputFiles(conversion: Conversion): Promise<readonly OutputFile[]> {
  const {objects, text} = conversion;
  if (text !== undefined) return [{name: 'policies.tf', text}];
  const taken = new Set<string>();
  const {printYaml} = await import('../report/yaml.ts');
  return objects.map(({object, comment}) => ({
    name: fileName(objectWords(object), 'yaml', taken),
    text: printYaml([{value: object, ...(comment !== undefined && {comment})}]),
  }));
}

function objectWords(object: JsonObject): readonly string[] {
  return [['kind'], ['metadata', 'namespace'], ['metadata', 'name']].flatMap((path) => {
    const word = valueAt(object, path);
    return typeof word === 'string' ? [word] : [];
  });
}

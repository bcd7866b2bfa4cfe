import type {Json, Path} from '../../src/base/json.ts';
import type {Code} from '../../src/diagnostics/codes.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type LineTable, lineAndColumn, lineTable, type Position} from '../../src/diagnostics/position.ts';
import type {TerraformModule} from '../../src/sources/document.ts';
import type {Secrets} from '../dialect.ts';
import type {Scope} from './expressions.ts';
import type {Hcl} from './hcl.ts';
import type {Place, Written} from './language/body.ts';
import {type Parse, parserOf} from './language/parse.ts';
import type {Expression} from './language/syntax.ts';
import {staticError, type Value} from './language/value.ts';
import {expressionOf} from './language/written.ts';
import type {ModuleContext} from './module-context.ts';
import {readModuleFiles} from './module-files.ts';
import {indexModule, type ModuleIndex, strangers} from './module-index.ts';

/** What all modules of one root share while they are evaluated. */
export interface Workspace {
  readonly root: TerraformModule;
  readonly hcl: Hcl;
  readonly parseText: Parse;
  readonly parse: (written: Written) => Expression;
  readonly spend: Scope['spend'];
  readonly deeper: Scope['deeper'];
  /** What expressions of a module may refer to. */
  readonly scopeOf: (context: ModuleContext) => Scope;
  /** The configuration of a module directory; read, and reported on, only once. */
  readonly indexOf: (module: TerraformModule) => ModuleIndex;
  readonly report: (code: Code, place: Place, details: ReportDetails) => void;
  /** The provider configurations that carried objects use. */
  readonly providers: Set<string>;
  /** What becomes of sensitive values in the documents that are carried. */
  readonly secrets: Secrets;
  /** The addresses of resources that hold any. */
  readonly secretive: Set<string>;
  readonly add: (diagnostics: readonly Diagnostic[]) => void;
  readonly diagnostics: () => readonly Diagnostic[];
  readonly position: (place: Place) => Position | undefined;
  /** Evaluates once; a value that needs itself is an error that names the circle. */
  readonly once: (name: string, compute: () => Value) => Value;
}

export interface ReportDetails {
  readonly arguments: Readonly<Record<string, Json>>;
  /** The address of the resource that it is about, and the path of its arguments and blocks. */
  readonly resource?: string;
  readonly path?: Path;
}

/** Steps that one configuration may take: some seconds, and far more than any real one needs. */
const MOST_STEPS = 10_000_000;

/** What a block costs in memory, in steps. */
export const BLOCK_STEPS = 40;

/** Levels that evaluation may stand deep: half the stack; the HCL package may be called from the last, and needs a third. */
const DEEPEST = 400;

/** What a local, a resource or an output needs of the stack, in the levels of an expression. */
const DECLARED = 4;

export function openWorkspace(
  root: TerraformModule,
  hcl: Hcl,
  scopeOf: Workspace['scopeOf'],
  secrets: Secrets,
): Workspace {
  const diagnostics: Diagnostic[] = [];
  const indexes = new Map<string, ModuleIndex>();
  const files = placesOf();
  const parseText = parserOf(hcl);
  const deeper = depthLimit();
  let steps = 0;
  let told = false;
  const report: Workspace['report'] = (code, place, details) => {
    // Once it takes too long, everything that is left fails for that reason: one word is enough.
    if (steps > MOST_STEPS && code === 'terraform-evaluation') {
      if (told) return;
      told = true;
    }
    const {path = [], resource} = details;
    const origin = {file: place.file, document: 1, path, ...(resource !== undefined && {resource})};
    const position = files.position(place);
    diagnostics.push(diagnostic(code, origin, {arguments: details.arguments, ...(position && {position})}));
  };
  return {
    scopeOf,
    root,
    hcl,
    parseText,
    parse: (written) => expressionOf(written, parseText),
    spend: (taken = 1) => {
      steps += taken;
      return steps <= MOST_STEPS;
    },
    deeper,
    indexOf: (module) => {
      const known = indexes.get(module.directory);
      if (known) return known;
      const source = readModuleFiles(module, hcl);
      for (const {file, text} of source.texts) files.add(file, text);
      diagnostics.push(...source.diagnostics);
      for (const {name, place} of strangers(source)) {
        const reason = `${name}: neither an argument nor such a block may stand at the top of a file`;
        report('terraform-block-invalid', place, {arguments: {reason}});
      }
      const index = indexModule(source, (place, what, first) => {
        const at = files.position(first);
        report('terraform-duplicate', place, {arguments: {what, first: at ? `${first.file}:${at.line}` : first.file}});
      });
      indexes.set(module.directory, index);
      return index;
    },
    report,
    providers: new Set(),
    secrets,
    secretive: new Set(),
    add: (found) => diagnostics.push(...found),
    diagnostics: () => diagnostics,
    position: files.position,
    once: evaluateOnce(deeper),
  };
}

/** Lines and columns in the files of all modules; the tables are built only when asked for. */
function placesOf() {
  const texts = new Map<string, string>();
  const tables = new Map<string, LineTable>();
  return {
    add: (file: string, text: string) => texts.set(file, text),
    position: ({file, offset}: Place): Position | undefined => {
      const text = texts.get(file);
      if (text === undefined) return undefined;
      const table = tables.get(file) ?? lineTable(text);
      tables.set(file, table);
      return lineAndColumn(table, offset);
    },
  };
}

function depthLimit(): Scope['deeper'] {
  let depth = 0;
  return (compute, levels = 1) => {
    if (depth + levels > DEEPEST) return staticError('what it depends on is nested too deeply');
    depth += levels;
    const value = compute();
    depth -= levels;
    return value;
  };
}

function evaluateOnce(deeper: Scope['deeper']): Workspace['once'] {
  const known = new Map<string, Value>();
  const open: string[] = [];
  return (name, compute) => {
    const found = known.get(name);
    if (found) return found;
    const start = open.indexOf(name);
    if (start >= 0) return staticError(`it depends on itself: ${[...open.slice(start), name].join(' -> ')}`);
    open.push(name);
    const value = deeper(compute, DECLARED);
    open.pop();
    known.set(name, value);
    return value;
  };
}

import {join} from 'node:path';
import {compareText} from '../../src/base/order.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {TerraformModule} from '../../src/sources/document.ts';
import type {Hcl} from './hcl.ts';
import {jsonBody} from './json-body.ts';
import {type Attribute, type Block, type Body, scanBody} from './language/body.ts';
import {mergeOverrides} from './override.ts';

/** The configuration of one module directory. */
export interface ModuleSource {
  readonly body: Body;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that could not be read, so that what they declare is missing. */
  readonly broken: readonly string[];
  readonly texts: readonly {readonly file: string; readonly text: string}[];
}

/** Reads all configuration files; one that is broken is reported and left out (terraform.md section 4.1). */
export function readModuleFiles(module: TerraformModule, hcl: Hcl): ModuleSource {
  const diagnostics: Diagnostic[] = [];
  const broken: string[] = [];
  const plain: Body[] = [];
  const overrides: Body[] = [];
  const texts: {file: string; text: string}[] = [];
  for (const {name, text} of configurationFiles(module)) {
    const file = join(module.directory, name);
    texts.push({file, text});
    const read = readBody(file, text, hcl);
    if ('body' in read) (isOverride(name) ? overrides : plain).push(read.body);
    else {
      broken.push(file);
      diagnostics.push(read.problem);
    }
  }
  const merged = mergeOverrides(together(plain), overrides);
  return {body: merged.body, diagnostics: [...diagnostics, ...merged.diagnostics], broken, texts};
}

/** The body of a configuration or variables file, or what is wrong with it. */
export function readBody(file: string, text: string, hcl: Hcl): {readonly body: Body} | {readonly problem: Diagnostic} {
  if (file.endsWith('.json')) return jsonBody(file, text);
  const error = hcl.check(text);
  if (!error) return {body: scanBody(file, text)};
  const position = error.line !== undefined ? {line: error.line, column: error.column ?? 1} : undefined;
  const origin = {file, document: 1, path: []};
  const details = {arguments: {reason: error.message}, ...(position && {position})};
  return {problem: diagnostic('hcl-syntax', origin, details)};
}

/** Variable values of the module's own files, weakest first (section 4.2). */
export function variableFiles(module: TerraformModule): readonly {readonly name: string; readonly text: string}[] {
  const named = (name: string) => module.files.filter((file) => file.name === name);
  const automatic = module.files
    .filter(({name}) => /\.auto\.tfvars(\.json)?$/.test(name))
    .sort((a, b) => compareText(a.name, b.name));
  return [...named('terraform.tfvars'), ...named('terraform.tfvars.json'), ...automatic];
}

/** `x.tofu` replaces `x.tf` of the same name (section 8). */
function configurationFiles(module: TerraformModule): TerraformModule['files'] {
  const names = new Set(module.files.map(({name}) => name));
  return module.files.filter(({name}) => {
    if (!/\.(tf|tofu)(\.json)?$/.test(name) || /^\.|~$|^#.*#$/.test(name)) return false;
    return !names.has(name.replace(/\.tf(\.json)?$/, '.tofu$1')) || /\.tofu(\.json)?$/.test(name);
  });
}

function isOverride(name: string): boolean {
  return /(^|_)override\.(tf|tofu)(\.json)?$/.test(name);
}

function together(bodies: readonly Body[]): Body {
  const attributes: Attribute[] = bodies.flatMap((body) => body.attributes);
  const blocks: Block[] = bodies.flatMap((body) => body.blocks);
  return {attributes, blocks};
}

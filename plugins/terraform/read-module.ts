import type {TerraformModule} from '../../src/sources/document.ts';
import type {Read, ReadContext, Secrets} from '../dialect.ts';
import {withAddedLabels} from './added-labels.ts';
import {loadHcl} from './load-hcl.ts';
import {moduleDocuments} from './module.ts';
import type {ModuleContext} from './module-context.ts';
import {providerFindings} from './providers.ts';
import {scopeOf} from './references.ts';
import {givenVariables, rootVariable} from './variables.ts';
import {openWorkspace} from './workspace.ts';

/**
 * The Kubernetes objects that a module's configuration describes, as far as it can be known without Terraform.
 * `providers`: only what these provider configurations hold counts.
 */
export async function readModule(
  module: TerraformModule,
  {providers, secrets}: Pick<ReadContext, 'providers' | 'secrets'>,
): Promise<Read> {
  const root = await openRootModule(module, secrets);
  const carried = moduleDocuments(root).filter(({provider}) => !providers || providers.includes(provider));
  const origin = {file: module.directory, document: 1, path: []};
  const findings = providerFindings(root.workspace.providers, providers, origin);
  const diagnostics = [...root.workspace.diagnostics(), ...findings];
  return {...withAddedLabels(carried), diagnostics, ...(root.workspace.secretive.size > 0 && {hasSecrets: true})};
}

/** The root module, ready to be evaluated. */
export async function openRootModule(module: TerraformModule, secrets: Secrets = 'hidden'): Promise<ModuleContext> {
  const size = module.files.reduce((total, {text}) => total + text.length, 0);
  const workspace = openWorkspace(module, await loadHcl(size), scopeOf, secrets);
  const index = workspace.indexOf(module);
  const given = givenVariables(module, workspace);
  return {
    workspace,
    module,
    index,
    prefix: '',
    path: '.',
    variable: (name) => {
      const block = index.variables.get(name);
      return block && workspace.once(`var.${name}`, () => rootVariable(name, block, given.get(name), workspace));
    },
    provider: (name) => name,
    ancestors: [module.directory],
    instances: new Map(),
    expanded: new Map(),
    refused: new Set(),
    calls: new Map(),
  };
}

import {lift} from '../language/lift.ts';
import {failed, isMapping, isSequence, text, tuple, unknown, type Value} from '../language/value.ts';
import {decodeAllYaml, decodeYaml} from '../yaml.ts';
import type {FunctionContext} from './definition.ts';
import {textOf} from './inputs.ts';
import {printYaml} from './print-yaml.ts';

/**
 * `provider::NAME::FUNCTION`, where the module requires a provider of that local name. Those of the Kubernetes provider
 * are known: they read and write manifests.
 */
export function callProvider(name: string, inputs: readonly Value[], context: FunctionContext): Value {
  const [, provider = '', called = ''] = name.split('::');
  const source = context.providerSource(provider);
  if (source === undefined) return failed(`there is no provider ${provider} to ask for ${name}`);
  const run =
    source.endsWith('hashicorp/kubernetes') && Object.hasOwn(manifestFunctions, called)
      ? manifestFunctions[called]
      : undefined;
  if (!run) return unknown(`the function ${name} is known to its provider alone`);
  const [input, extra] = inputs;
  if (!input || extra) return failed(`${name} needs 1 argument`);
  return lift([input], ([known]) => run(known ?? input), true);
}

const manifestFunctions: Readonly<Record<string, (input: Value) => Value>> = {
  manifest_decode: (input) => manifest(decodeYaml(textOf(input) ?? '')),
  manifest_decode_multi: (input) => {
    const found = decodeAllYaml(textOf(input) ?? '')
      .filter(({kind}) => kind !== 'null')
      .map(manifest);
    return found.find(({kind}) => kind === 'failed') ?? tuple(found);
  },
  manifest_encode: (input) => {
    const manifests = isSequence(input) ? input.items : [input];
    const wrong = manifests.map(manifest).find(({kind}) => kind === 'failed');
    return wrong ?? text(manifests.map((each) => printYaml(each)).join('---\n'));
  },
};

/** What has the fields every object of the API has. */
function manifest(value: Value): Value {
  if (value.kind === 'failed') return value;
  const missing = ['apiVersion', 'kind', 'metadata'].find((field) => !isMapping(value) || !value.entries.has(field));
  return missing === undefined ? value : failed(`the manifest has no ${missing}`);
}

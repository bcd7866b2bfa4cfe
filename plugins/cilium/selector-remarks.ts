import {type Path, printPath} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {reservedPeer} from './entities.ts';
import type {PolicyRule, Selector, Spec} from './schema.ts';
import {splitKey} from './selector.ts';
import {sections} from './validate.ts';

/** Labels of addresses and nodes: a selector for pods finds nobody by them, since it asks for a namespace too. */
const ofOthers = ['cidr', 'cidrgroup', 'fqdn', 'node'];
/** Where pods have their labels from, and the word that leaves it open (cilium.md 5.1). */
const ofPods = ['k8s', 'any'];

/**
 * Conditions on labels that no peer and no subject has (cilium.md 5.1, 5.4): the agent takes them, and the rule is about
 * nobody, or about everybody where the condition is negative.
 */
export function selectorRemarks(spec: Spec, path: Path, origin: Origin): readonly Diagnostic[] {
  return selectorsOf(spec).flatMap(([selector, steps]) => {
    const keys = keysOf(selector);
    const unscoped = keys.some(({key}) => splitKey(key).source === 'reserved');
    return keys.flatMap(({key, negative, at}) => {
      const reason = strangeness(key, unscoped);
      if (reason === undefined) return [];
      const place = [...path, ...steps, ...at];
      const told = {arguments: {path: printPath(place), reason: negative ? `${reason}, so it always holds` : reason}};
      return [diagnostic(negative ? 'value-misleading' : 'never-matches', within(origin, ...place), told)];
    });
  });
}

function selectorsOf(spec: Spec): readonly (readonly [Selector, Path])[] {
  const peers = sections.flatMap((section) =>
    (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) =>
      (['fromEndpoints', 'toEndpoints'] as const).flatMap((field) =>
        (rule[field] ?? []).map((each, item) => [each, [section, index, field, item]] as const),
      ),
    ),
  );
  return spec.endpointSelector ? [[spec.endpointSelector, ['endpointSelector']], ...peers] : peers;
}

interface Key {
  readonly key: string;
  readonly negative: boolean;
  readonly at: Path;
}

function keysOf({matchLabels = {}, matchExpressions = []}: Selector): readonly Key[] {
  return [
    ...Object.keys(matchLabels).map((key) => ({key, negative: false, at: ['matchLabels', key]})),
    ...matchExpressions.map(({key = '', operator}, index) => {
      const negative = operator === 'NotIn' || operator === 'DoesNotExist';
      return {key, negative, at: ['matchExpressions', index, 'key']};
    }),
  ];
}

/** A selector with a reserved key is not limited to pods, and finds addresses too. */
function strangeness(text: string, unscoped: boolean): string | undefined {
  const {source, key} = splitKey(text);
  if (ofPods.includes(source)) return undefined;
  if (source === 'reserved') {
    return reservedPeer(key).is === 'false' ? `Cilium reserves no label ${JSON.stringify(key)}` : undefined;
  }
  if (ofOthers.includes(source)) return unscoped ? undefined : `no pod has a label of the source ${source}`;
  return `Cilium gives nobody a label of the source ${JSON.stringify(source)}; labels of pods have the source k8s`;
}

import {printPath} from '../../src/base/json.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {standsForLabels} from './fqdn.ts';
import {EXTENDED_PROTOCOLS, protocolHasPorts} from './ports.ts';
import type {Fqdn, PolicyRule, Spec} from './schema.ts';
import {isNegative, NAMESPACE_KEY, requirements} from './selector.ts';
import {selectorRemarks} from './selector-remarks.ts';
import {sections} from './validate.ts';

/** A `spec` with its path in the document. */
export interface LocatedSpec {
  readonly spec: Spec;
  readonly path: Origin['path'];
}

/** What is taken but hardly ever meant (cilium.md 3, 5.4, 6.6, 10). */
export function remarks(
  {spec, path}: LocatedSpec,
  origin: Origin,
  {clusterwide, version}: {readonly clusterwide: boolean; readonly version: Version},
): readonly Diagnostic[] {
  const at = (...steps: Origin['path']) => within(origin, ...path, ...steps);
  const misleading = (steps: Origin['path'], reason: string): Diagnostic =>
    diagnostic('value-misleading', at(...steps), {arguments: {path: printPath([...path, ...steps]), reason}});
  const foreign = !clusterwide && Object.hasOwn(spec.endpointSelector?.matchLabels ?? {}, `k8s:${NAMESPACE_KEY}`);
  return [
    ...(foreign
      ? [misleading(['endpointSelector'], 'a policy keeps to its own namespace, Cilium overwrites the one given here')]
      : []),
    ...selectorRemarks(spec, path, origin),
    ...(spec.nodeSelector ? [optionNeeded(at('nodeSelector'), [...path, 'nodeSelector'], 'enable-host-firewall')] : []),
    ...sections.flatMap((section) =>
      (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) => {
        const steps = [section, index] as const;
        return [
          ...nodePeers(rule).map((field) =>
            optionNeeded(at(...steps, field), [...path, ...steps, field], 'enable-node-selector-labels'),
          ),
          ...extendedProtocols(rule).map((entry) =>
            optionNeeded(at(...steps, ...entry), [...path, ...steps, ...entry], EXTENDED_PROTOCOLS),
          ),
          ...(isBefore(version, 1, 19) ? severalLabels(rule) : []).map((place) =>
            misleading([...steps, ...place], 'before Cilium 1.19 a leading **. stands for one label, as *. does'),
          ),
          ...openServices(rule).map((item) =>
            misleading(
              [...steps, 'toServices', item],
              'where the service does not exist, Cilium opens these ports to every peer',
            ),
          ),
          ...(isBefore(version, 1, 20) ? [] : negativeOnly(rule)).map(([field, item]) =>
            misleading(
              [...steps, field, item],
              'nothing is required here, so Cilium 1.20 also matches the peers that are excluded',
            ),
          ),
        ];
      }),
    ),
  ];
}

function optionNeeded(origin: Origin, path: Origin['path'], option: string): Diagnostic {
  return diagnostic('option-needed', origin, {layer: 'engine', arguments: {path: printPath(path), option}});
}

function nodePeers(rule: PolicyRule): readonly ('fromNodes' | 'toNodes')[] {
  return (['fromNodes', 'toNodes'] as const).filter((field) => (rule[field]?.length ?? 0) > 0);
}

/** Where protocols stand that have no ports and are not ICMP. */
function extendedProtocols(rule: PolicyRule): readonly Origin['path'][] {
  return (rule.toPorts ?? []).flatMap(({ports = []}, item) =>
    ports.flatMap(({protocol}, entry) =>
      protocolHasPorts(protocol) ? [] : [['toPorts', item, 'ports', entry, 'protocol'] as const],
    ),
  );
}

/** Patterns of names that begin with any number of labels (cilium.md 6.7). */
function severalLabels(rule: PolicyRule): readonly Origin['path'][] {
  const places = (items: readonly Fqdn[], steps: Origin['path']): readonly Origin['path'][] =>
    items.flatMap(({matchPattern}, index) =>
      matchPattern !== undefined && standsForLabels(matchPattern) ? [[...steps, index, 'matchPattern']] : [],
    );
  return [
    ...places(rule.toFQDNs ?? [], ['toFQDNs']),
    ...(rule.toPorts ?? []).flatMap(({rules}, item) => places(rules?.dns ?? [], ['toPorts', item, 'rules', 'dns'])),
  ];
}

function openServices(rule: PolicyRule): readonly number[] {
  const limited = (rule.toPorts?.length ?? 0) > 0 || (rule.icmps?.length ?? 0) > 0;
  return limited ? [...(rule.toServices ?? []).keys()] : [];
}

/** Selectors without scope that only exclude (cilium.md 5.4, last remark). */
function negativeOnly(rule: PolicyRule): readonly (readonly [string, number])[] {
  return (['fromEndpoints', 'toEndpoints'] as const).flatMap((field) =>
    [...(rule[field] ?? []).entries()].flatMap(([index, selector]) => {
      const all = requirements(selector);
      const unscoped = all.some(({source}) => source === 'reserved');
      return unscoped && all.every(isNegative) ? [[field, index] as const] : [];
    }),
  );
}

import {type Path, printPath} from '../../src/base/json.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {ObjectName, Planned, PlannedChange} from '../dialect.ts';
import {unknownAttributes} from './attribute-differences.ts';
import {driftFindings} from './drift.ts';
import {resourceKindOf} from './json-resources.ts';
import {isPlainObject} from './plain.ts';
import type {Plan} from './plan.ts';
import {type PlanEntry, planEntries} from './plan-entries.ts';
import {planProviders} from './plan-providers.ts';
import {printedAndMeant} from './printed-and-meant.ts';
import {carriedBy, differences, isTold, ownParts, sensitiveAttributes} from './resource-sides.ts';
import type {CarriedObject} from './resources/resource.ts';

/** What a plan changes of the resources that carry objects (terraform.md sections 6.3 and 6.7). */
export function plannedChanges(document: Document, plan: Plan, providers?: readonly string[]): Planned {
  const provider = planProviders(plan.configuration);
  const counts = ({address}: PlanEntry): boolean => !providers || providers.includes(provider(address));
  const entries = planEntries(plan.resource_changes, ['resource_changes']).filter(counts);
  const changing = entries.filter(({actions}) => actions.some((action) => action !== 'no-op' && action !== 'read'));
  const told = entries.filter(
    (entry) => changing.includes(entry) || entry.importing || entry.previousAddress !== undefined,
  );
  return {
    changes: told.flatMap((entry) => changeOf(entry, document)),
    findings: [
      ...changing.flatMap((entry) => printedAndMeant(entry, document)),
      ...driftFindings(plan, document, new Set(changing.map(({address}) => address))),
    ],
  };
}

function changeOf(entry: PlanEntry, document: Document): readonly PlannedChange[] {
  const {address, type, previousAddress, actions, importing, path} = entry;
  const kind = resourceKindOf(type);
  if (!kind) return [];
  const [before, after] = [entry.before, entry.after].map((side) => side.flatMap((each) => carriedBy(each, kind)));
  const [was, is] = [entry.before[0], actions.includes('forget') ? undefined : entry.after[0]];
  const sides = [was, is].flatMap((side) => side ?? []);
  const secret = kind.masksAll ? [] : sides.flatMap((side) => sensitiveAttributes(side, kind));
  // What a sensitive value holds inside, its keys included, is not told either.
  const printed = (paths: readonly Path[]): readonly string[] => [
    ...new Set(paths.map((path) => printPath(secret.find((each) => leadsTo(each, path)) ?? path))),
  ];
  const example = after?.[0] ?? before?.[0];
  return [
    {
      address,
      ...(previousAddress !== undefined && {previousAddress}),
      actions,
      ...(importing && {importing}),
      before: namesOf(before),
      after: namesOf(after),
      attributes: printed(was && is ? differences(was, is, kind) : []),
      replacedFor: printed(entry.replacePaths),
      unknown: printed(is ? unknownAttributes(ownParts({...is, sensitives: undefined}, kind)).filter(isTold) : []),
      sensitive: printed(secret),
      origin: {...within(document.origin, ...path), resource: address},
      attributeAt: (at) => printPath(example ? example.inResource(at) : at),
    },
  ];
}

function leadsTo(outer: Path, path: Path): boolean {
  return outer.every((step, index) => step === path[index]);
}

function namesOf(objects: readonly CarriedObject[] = []): readonly ObjectName[] {
  return objects.flatMap(({value}) => {
    const {apiVersion, kind, metadata} = value;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !metadata || !isPlainObject(metadata)) return [];
    const {name, namespace} = metadata;
    if (typeof name !== 'string') return [];
    return [{apiVersion, kind, ...(typeof namespace === 'string' && {namespace}), name}];
  });
}

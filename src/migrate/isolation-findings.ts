import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Atom} from '../ir/match.ts';
import {printPolicyId} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';
import type {World} from '../ir/world.ts';
import {isCreatedByRancher, letsEveryoneIn, podNameLabel, projectLabel, projectsLetIn} from './generated.ts';
import {type Isolation, leftovers} from './isolation.ts';

/** What is odd about the isolation that was found, or will surprise whoever leaves it (migration.md sections 1.3 and 2). */
export function isolationFindings(isolation: Isolation, world: World): readonly Diagnostic[] {
  const {state, without, projects, generated} = isolation;
  return [
    ...(state === 'mixed' ? [mixedState(isolation)] : []),
    ...(projects.isolated.length > 0 && !projects.system ? [diagnostic('system-project-unknown', undefined)] : []),
    ...projectFindings(isolation, world),
    ...nodeFindings(isolation),
    ...(state !== 'off' && generated.length > 0 && without.nodes.length > 0
      ? [diagnostic('isolation-without-nodes', undefined, {arguments: {namespaces: without.nodes}})]
      : []),
    ...openServices(isolation, world),
    ...misleadingCreators(isolation),
    ...lentLabels(isolation),
  ];
}

function mixedState(isolation: Isolation): Diagnostic {
  const {without} = isolation;
  const details = {left: leftovers(isolation), without: without.any};
  return diagnostic('isolation-mixed', undefined, {arguments: details});
}

/** A namespace whose label and whose policy speak of different projects. */
function projectFindings({generated, projects}: Isolation, {namespaces}: World): readonly Diagnostic[] {
  const known = new Set([...projects.isolated, ...(projects.system ? [projects.system] : [])].map(({id}) => id));
  return generated.flatMap(({policy, role, namespace}): readonly Diagnostic[] => {
    if (role !== 'project') return [];
    const label = namespaces.find(({name}) => name === namespace)?.labels[projectLabel];
    const named = projectsLetIn(policy);
    const own = named.filter((id) => id !== projects.system?.id);
    const fits = label !== undefined && named.includes(label) && own.every((id) => id === label && known.has(id));
    if (fits) return [];
    return [diagnostic('project-mismatch', policy.origin, {arguments: {namespace, label: label ?? null, named: own}})];
  });
}

function nodeFindings({generated, nodes, state}: Isolation): readonly Diagnostic[] {
  const open = generated.filter(({policy, role}) => role === 'nodes' && letsEveryoneIn(policy));
  const {stale, missing, cidrs} = nodes;
  return [
    ...open.map(({policy}) => diagnostic('nodes-policy-open', policy.origin)),
    ...(stale.length > 0 || missing.length > 0
      ? [diagnostic('nodes-stale', undefined, {arguments: {stale, missing}})]
      : []),
    ...(cidrs.length === 0 && state !== 'off' ? [diagnostic('nodes-unknown', undefined)] : []),
  ];
}

/** A Service without selector but with a node port opens its whole namespace (migration.md section 1.3). */
function openServices({generated}: Isolation, {services}: World): readonly Diagnostic[] {
  return generated.flatMap(({policy, role, namespace}): readonly Diagnostic[] => {
    if (role !== 'service') return [];
    const name = policy.id.name.slice('np-'.length);
    const service = services.find((each) => each.namespace === namespace && each.name === name);
    const taken =
      name === 'default' ? [diagnostic('project-policy-replaced', policy.origin, {arguments: {namespace}})] : [];
    const selectsAll = service
      ? Object.keys(service.selector ?? {}).length === 0
      : selectsWholeNamespace(policy.subject);
    if (!selectsAll) return taken;
    return [...taken, diagnostic('service-without-selector', policy.origin, {arguments: {namespace, service: name}})];
  });
}

/** Rancher labels each pod with a host port, so that a policy finds it: nobody does so to a new pod afterwards. */
function lentLabels({generated}: Isolation): readonly Diagnostic[] {
  return generated
    .filter(({policy, role}) => role === 'host-port' && hasAtom(policy.subject, isPodNameLabel))
    .map(({policy}) =>
      diagnostic('pod-label-of-rancher', policy.origin, {
        arguments: {policy: printPolicyId(policy.id), label: podNameLabel},
      }),
    );
}

function isPodNameLabel(atom: Atom): boolean {
  return atom.is === 'label' && atom.key === podNameLabel;
}

function selectsWholeNamespace(subject: Isolation['users'][number]['subject']): boolean {
  return subject.is === 'and' && subject.of.every(({is}) => is === 'namespace' || is === 'kind');
}

/** Rancher deletes by the creator label, also what somebody copied with it (migration.md section 1.3). */
function misleadingCreators({users}: Isolation): readonly Diagnostic[] {
  return users
    .filter(isCreatedByRancher)
    .map((policy) => diagnostic('creator-misleading', policy.origin, {arguments: {policy: printPolicyId(policy.id)}}));
}

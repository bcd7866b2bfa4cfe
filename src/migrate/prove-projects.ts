import {matchesApart} from '../ir/apart.ts';
import {and, isKind, type Match, namespaceIs, testText} from '../ir/match.ts';
import type {Policy, Rule} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {hasAtom, mapAtoms, mapPeers, splitRules} from '../ir/rewrite.ts';
import type {World} from '../ir/world.ts';
import type {Certificate} from '../prove/certificate.ts';
import {compareEverywhere} from '../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../prove/this-world.ts';
import {blockRules} from './block-rules.ts';
import {blocksPrefix} from './companion-names.ts';
import {isOurs, ownLabel, projectLabel} from './generated.ts';
import type {Isolation} from './isolation.ts';

/** What a move changes for the pods of one project, in every cluster whose namespaces are shared out as in this one. */
export interface ProjectProof {
  readonly project: string;
  readonly certificate: Certificate;
}

/** How much one project may cost, so that hundreds of them still end. */
const LIMITS = {mostNodes: 200_000, mostSteps: 1_000_000};

/**
 * A proof for each isolated project over all clusters with these projects (migration.md section 7): the policies that
 * may select its pods, before and after. What is meant to differ whatever the project says is left out on both sides and
 * told as an assumption: what lets nodes in, IPv6 where the engine of today does not police it, and what blocks of addresses
 * find in the cluster where the engine afterwards goes by identity.
 */
export function proveProjects(
  before: JudgedSet,
  after: JudgedSet,
  isolation: Isolation,
  byIdentity = false,
): readonly ProjectProof[] {
  const policesIpv6 = before.profile.capabilities.ipv6 === true;
  const blocksMatter = byIdentity && blockRules(isolation.users).length > 0;
  const setsMatter = hasSets(before.world, isolation);
  const assumptions = [
    'the namespaces of the projects are those of today',
    'what lets nodes in is left out on both sides',
    ...(blocksMatter ? ['what blocks of addresses find in the cluster is left out on both sides'] : []),
    ...(policesIpv6 ? [] : [`IPv6 is left out, which ${before.profile.name} does not police`]),
    ...(setsMatter ? [] : ['no network set stands in a namespace of a project']),
  ];
  return isolation.projects.isolated.map(({id, namespaces}) => {
    const frame: Frame = {isolation, place: namespaceIs(...namespaces), setsMatter, blocksMatter};
    const part = ({profile, policies, world}: JudgedSet): JudgedSet => ({
      world,
      profile: policesIpv6 ? profile : withoutIpv6(profile),
      policies: policies.flatMap((policy) => within(policy, frame)),
    });
    const certificate = compareEverywhere(part(before), part(after), LIMITS);
    return {project: id, certificate: {...certificate, assumptions: [...certificate.assumptions, ...assumptions]}};
  });
}

interface Frame {
  readonly isolation: Isolation;
  /** The namespaces of one project. */
  readonly place: Match;
  readonly setsMatter: boolean;
  readonly blocksMatter: boolean;
}

/** Calico lets in what the network sets of a namespace list where it lets in the namespace. */
function hasSets({addressSets}: World, {projects: {isolated, system}}: Isolation): boolean {
  const names = [...isolated, ...(system ? [system] : [])].flatMap(({namespaces}) => namespaces);
  return addressSets.some(({namespace}) => namespace !== undefined && names.includes(namespace));
}

/** Its options may replace what an engine can do. */
function withoutIpv6(profile: Profile): Profile {
  const {capabilities, underSettings} = profile;
  return {
    ...profile,
    capabilities: {...capabilities, ipv6: false},
    ...(underSettings && {
      underSettings: (settings) => {
        const switches = underSettings(settings);
        return {...switches, capabilities: {...(switches.capabilities ?? capabilities), ipv6: false}};
      },
    }),
  };
}

/** The policy as far as it selects pods there, projects named by their namespaces; none where it surely selects no pod. */
function within(policy: Policy, frame: Frame): readonly Policy[] {
  const named = (match: Match): Match => mapAtoms(match, (atom) => byNamespaces(atom, frame));
  const subject = named(policy.subject);
  if (matchesApart(frame.place, subject)) return [];
  const rules = (rule: Rule): readonly Rule[] =>
    isLeftOut(policy, rule, frame) ? [] : [mapPeers(rule, (peer) => outside(named(peer), rule, frame))];
  return [{...splitRules(policy, rules), subject: and(subject, frame.place)}];
}

/** What lets nodes in, and what says in other words what blocks find in the cluster. */
function isLeftOut(policy: Policy, rule: Rule, {isolation, blocksMatter}: Frame): boolean {
  return (
    letsNodesIn(policy, rule, isolation) || (blocksMatter && isOurs(policy) && policy.id.name.startsWith(blocksPrefix))
  );
}

/** What is allowed by addresses is allowed to what is outside alone. */
function outside(peer: Match, {action}: Rule, {blocksMatter}: Frame): Match {
  const isBlock = blocksMatter && action === 'allow' && hasAtom(peer, ({is}) => is === 'address');
  return isBlock ? and(isKind('external'), peer) : peer;
}

/** Who belongs to a project is fixed, so that policies by names and policies by labels speak of the same namespaces. */
function byNamespaces(atom: Match, {isolation: {projects}, setsMatter}: Frame): Match {
  if (atom.is !== 'namespaceLabel' || atom.key !== projectLabel) return atom;
  const {value} = atom;
  // Then namespaces that nobody has named are meant too.
  if (testText(undefined, value)) return atom;
  const all = [...projects.isolated, ...(projects.system ? [projects.system] : [])];
  const meant = namespaceIs(...all.filter(({id}) => testText(id, value)).flatMap(({namespaces}) => namespaces));
  return setsMatter ? meant : and(isKind('pod'), meant);
}

/** hn-nodes, and those rules of our own policies for a project that speak neither of projects nor of anyone. */
function letsNodesIn(policy: Policy, {peer}: Rule, {generated, projects}: Isolation): boolean {
  if (generated.some((each) => each.policy === policy && each.role === 'nodes')) return true;
  if (!isOurs(policy) || !projects.isolated.some(({id}) => id === policy.labels[ownLabel])) return false;
  return peer.is !== 'true' && !hasAtom(peer, (atom) => atom.is === 'namespaceLabel' && atom.key === projectLabel);
}

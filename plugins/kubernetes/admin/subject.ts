import type {JsonObject} from '../../../src/base/json.ts';
import {conjunctions, underKind} from '../../../src/ir/conjunctions.ts';
import type {Match} from '../../../src/ir/match.ts';
import type {World} from '../../../src/ir/world.ts';
import type {Problem} from '../write-losses.ts';
import {resolveNames} from '../write-names.ts';
import {writePods} from '../write-pods.ts';
import {distinct, podPeer} from './parts.ts';

export interface AdminSubjects {
  /** A policy each. Empty, with nothing unsaid: no pod at all is meant. */
  readonly subjects: readonly JsonObject[];
  readonly unsaid: readonly Problem[];
  readonly snapshots: readonly Problem[];
}

const MOST_ALTERNATIVES = 200;

/** Whom a policy is for, as `spec.subject` (kubernetes.md B2): alternatives stand in policies of their own. */
export function adminSubjects(subject: Match, world: World | undefined): AdminSubjects {
  const pods = underKind(subject, 'pod');
  const unsaid = (problem: Problem): AdminSubjects => ({subjects: [], unsaid: [problem], snapshots: []});
  if (subject.is !== 'false' && pods.is === 'false') return unsaid(nodeSubject);
  const {match, snapshots} = resolveNames(pods, {...(world && {world}), namespace: ''});
  const alternatives = conjunctions(match, MOST_ALTERNATIVES);
  if (!alternatives) return unsaid(tooMany);
  const context = {direction: 'ingress', namespace: '', ...(world && {world})} as const;
  const written = alternatives.map((each) => writePods(each, context));
  return {
    subjects: distinct(written.flatMap(({items}) => (items ?? []).map((item) => podPeer(item)))),
    unsaid: distinct(written.flatMap((part) => part.unsaid.map(({wider: _wider, ...problem}) => problem))),
    snapshots: distinct([...snapshots, ...written.flatMap((part) => part.snapshots)]),
  };
}

const tooMany: Problem = {code: 'too-many-subjects', message: 'the selector has too many alternatives to write out'};
const nodeSubject: Problem = {
  code: 'node-subject',
  message: 'a ClusterNetworkPolicy governs pods alone; a policy for nodes is left out',
};

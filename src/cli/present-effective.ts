import type {ReplicaGroup} from '../evaluate/replicas.ts';
import {effectiveJson} from '../report/effective-json.ts';
import {effectiveText} from '../report/effective-text.ts';
import {present} from './present.ts';
import type {Session} from './session.ts';

export interface JudgedGroup {
  /** The engine that judged. */
  readonly cni: string;
  readonly group: ReplicaGroup;
}

/** What holds for the chosen endpoints, by each engine. */
export async function presentEffective(session: Session, items: readonly JudgedGroup[]): Promise<void> {
  const several = session.profiles.length > 1;
  await present(session, {
    kind: 'EffectivePolicyList',
    code: 0,
    body: () => ({items: items.map(({cni, group}) => effectiveJson(group, session.input, several ? cni : undefined))}),
    text: (paint) => {
      const context = {...session.input, policies: session.input.loaded.applied, paint};
      return items.map(({cni, group}) => effectiveText(group, context, several ? cni : undefined)).join('\n\n');
    },
  });
}

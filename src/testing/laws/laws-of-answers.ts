import type {Connection, Verdict, VerdictName} from '../../evaluate/answer.ts';
import {endpointKey} from '../../ir/world.ts';
import {isAdminPolicy} from './input.ts';
import {type Law, verdictsOf} from './law.ts';
import {renumbered} from './priorities.ts';

/** What holds of every single verdict, and of priorities. */
export const lawsOfAnswers: readonly Law[] = [
  {
    name: 'a connection needs both sides, and nothing else',
    trial: () => ({
      broken(_before, after) {
        const sides = [after.egress?.verdict ?? 'allow', after.ingress?.verdict ?? 'allow'];
        const worst: VerdictName = sides.includes('deny') ? 'deny' : sides.includes('unknown') ? 'unknown' : 'allow';
        return after.verdict === worst ? undefined : verdictsOf(after);
      },
    }),
  },
  {
    name: 'a pod reaches itself, its own node reaches it, and who is no pod is under no policy',
    trial: () => ({broken: (_before, after, connection) => exempt(after, connection)}),
  },
  {
    name: 'an allow or deny names who decided, an unknown the open facts',
    trial: () => ({
      broken(_before, after) {
        for (const side of [after.egress, after.ingress]) {
          const named = side?.reason === 'rule' || side?.reason === 'isolated';
          if (named && side.decidedBy.length === 0) return `nobody named: ${verdictsOf(after)}`;
          if (side && (side.verdict === 'unknown') !== side.unknowns.length > 0)
            return `open facts: ${verdictsOf(after)}`;
        }
        return undefined;
      },
    }),
  },
  {
    name: 'equal priorities decide by name, and another order that answers otherwise is reported',
    trial({documents}) {
      const admin = documents.filter(isAdminPolicy);
      if (admin.length < 2) return undefined;
      return {
        documents: renumbered(documents, 'against-name'),
        broken(before, after) {
          const told = before.caveats.some(({code}) => code === 'ambiguous-priority');
          if (after.caveats.some(({code}) => code === 'ambiguous-priority')) return 'reported without equal priorities';
          const differs = before.verdict !== after.verdict;
          return differs && !told ? `the other order: ${verdictsOf(before)}, then ${verdictsOf(after)}` : undefined;
        },
      };
    },
  },
  {
    name: 'priorities made different in the order of names say the same, without a remark',
    trial({documents}) {
      const admin = documents.filter(isAdminPolicy);
      if (admin.length < 2) return undefined;
      return {
        documents: renumbered(documents, 'by-name'),
        broken(before, after) {
          const remark = after.caveats.some(({code}) => code === 'ambiguous-priority');
          const [was, is] = [verdictsOf(before), verdictsOf(after)];
          return was === is && !remark ? undefined : `was ${was}, is ${is}${remark ? ', reported as ambiguous' : ''}`;
        },
      };
    },
  },
];

function exempt({verdict, egress, ingress}: Verdict, {from, to}: Connection): string | undefined {
  // A workload stands for its replicas, which are strangers to each other.
  if (endpointKey(from) === endpointKey(to) && !to.workload)
    return verdict === 'allow' ? undefined : `to itself: ${verdict}`;
  const isNode = from.kind === 'host' || from.hostNetwork;
  if (isNode && from.node !== undefined && from.node === to.node && ingress && ingress.verdict !== 'allow') {
    return `from its own node: ${ingress.verdict}`;
  }
  const free = [
    [from, egress],
    [to, ingress],
  ] as const;
  const wrong = free.find(([{kind, hostNetwork}, side]) => (kind !== 'pod' || hostNetwork) && side !== null);
  return wrong && `${wrong[0].name} is judged: ${wrong[1]?.verdict}`;
}

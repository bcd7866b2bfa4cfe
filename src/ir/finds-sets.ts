import type {Match} from './match.ts';
import type {Policy} from './policy.ts';

/** Whether some rule of the policy asks for named sets of addresses. */
export function findsSets({ingress, egress}: Policy): boolean {
  return [ingress, egress].some((direction) =>
    direction?.rules.some(({peer, self}) => asksSets(peer) || (self !== undefined && asksSets(self))),
  );
}

function asksSets(match: Match): boolean {
  if (match.is === 'some') return match.identities.includes('addressSet');
  if (match.is === 'and' || match.is === 'or') return match.of.some(asksSets);
  return match.is === 'not' && asksSets(match.of);
}

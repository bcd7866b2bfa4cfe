import type {IntendedCode} from '../migrate/intended.ts';

/** Why a connection differs after a move, a sentence without full stop. */
export function intendedText(code: IntendedCode): string {
  return sentences[code];
}

const sentences: Readonly<Record<IntendedCode, string>> = {
  'blocks-inside-cluster':
    'a policy of yours lists addresses, of which Cilium finds neither pods nor nodes; the companion ip-blocks opens what they find today',
  companion: 'a companion that you asked for',
  enforced: 'the engine of today enforces nothing, so that what the policies say holds only now',
  'ipv6-policed': 'Canal polices no IPv6, and the engine afterwards does',
  'isolation-completed':
    'Rancher has made no np-default there, or not yet; the result treats all namespaces of a project alike',
  'nodes-closed': 'hn-nodes lists no address there and lets everyone in; the result lets nodes in alone',
  'nodes-completed': 'there is no hn-nodes; the result lets the nodes in',
  'nodes-left-out': 'what lets nodes in was left out, as asked',
  'nodes-over-ipv6': 'hn-nodes lists IPv4 addresses alone; the result lets the nodes in over IPv6 too',
  'nodes-renewed': 'hn-nodes does not fit the nodes of today, and the result does',
  'nodes-unknown': 'no address of a node is known, so nothing lets nodes in',
  'own-node': 'pods with closed egress do not reach their own node on Cilium; the companion own-node opens it',
  'project-corrected': 'np-default names another project than the label of its namespace, and the label counts',
  'remote-node':
    'remote-node lets in every other node with all its pods in the host network, whatever address they send from',
};

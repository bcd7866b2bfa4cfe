/** The names of topics that more than one place asks for. */
export const KIND = 'kind';
export const NAMESPACE = 'namespace';
export const SAME_NAMESPACE = 'same namespace';
export const SAME_NODE = 'same node';
export const IPV6 = 'IPv6';
export const PROTOCOL = 'protocol';
export const PORT = 'port';
export const SOURCE_PORT = 'source port';
export const ICMP_TYPE = 'ICMP type';
export const REQUEST = 'HTTP request';
export const SERVICE_ACCOUNT = 'service account';
export const CLUSTER = 'cluster';

/** Names of topics that each have a key, such as that of a label. */
interface KeyedTopic {
  readonly name: (key: string) => string;
  readonly owns: (name: string) => boolean;
  readonly key: (name: string) => string;
}

function keyed(prefix: string): KeyedTopic {
  return {
    name: (key) => `${prefix} ${key}`,
    owns: (name) => name.startsWith(`${prefix} `),
    key: (name) => name.slice(prefix.length + 1),
  };
}

export const labelTopic = keyed('label');
export const namespaceLabelTopic = keyed('namespace label');
export const accountLabelTopic = keyed('service account label');
export const sameLabelTopic = keyed('same namespace label');
/** A part of a statement that stands for itself. */
export const boxTopic = keyed('part');
/** Of the family. */
export const addressTopic = keyed('address');
/** Whether the node itself is meant, and no pod in its network. */
export const IS_NODE = 'node itself';

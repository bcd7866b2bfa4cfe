/** The companions by name; apart from what they are, so that the command line need not load it (migration.md section 4). */
export const companionNames = [
  'dns',
  'api-server',
  'agent',
  'webhooks',
  'ingress-controller',
  'monitoring',
  'logging',
  'probes',
  'own-node',
  'ip-blocks',
] as const;

export type CompanionName = (typeof companionNames)[number];

/** What the names of their objects begin with. */
export const companionPrefix = 'companion-';
/** Of those that say what blocks of addresses find. */
export const blocksPrefix = `${companionPrefix}ip-blocks-`;

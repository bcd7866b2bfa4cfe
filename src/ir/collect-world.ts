import type {World, WorldPart} from './world.ts';

type Lists = {readonly [K in Exclude<keyof WorldPart, 'domains' | 'settings' | 'settingsOrigin'>]: World[K][number][]};

/** What many documents tell about the world, put together as they come, so that nobody has to keep each part. */
export interface CollectedWorld {
  readonly lists: {readonly [K in keyof Lists]: World[K]};
  readonly domains: World['domains'];
  readonly settings: World['settings'];
  readonly settingsOrigin: World['settingsOrigin'];
  readonly add: (part: WorldPart) => void;
}

export function collectWorld(): CollectedWorld {
  const lists: Lists = {
    namespaces: [],
    serviceAccounts: [],
    endpoints: [],
    nodes: [],
    services: [],
    backends: [],
    addressSets: [],
    hostEndpoints: [],
    endpointProfiles: [],
    tiers: [],
    agents: [],
    missingKinds: [],
  };
  const domains = new Map<string, readonly string[]>();
  const settings = new Map<string, string>();
  let settingsOrigin: World['settingsOrigin'];
  return {
    lists,
    get domains() {
      return Object.fromEntries(domains);
    },
    get settings() {
      return Object.fromEntries(settings);
    },
    get settingsOrigin() {
      return settingsOrigin;
    },
    add: (part) => {
      append(lists.namespaces, part.namespaces);
      append(lists.serviceAccounts, part.serviceAccounts);
      append(lists.endpoints, part.endpoints);
      append(lists.nodes, part.nodes);
      append(lists.services, part.services);
      append(lists.backends, part.backends);
      append(lists.addressSets, part.addressSets);
      append(lists.hostEndpoints, part.hostEndpoints);
      append(lists.endpointProfiles, part.endpointProfiles);
      append(lists.tiers, part.tiers);
      append(lists.agents, part.agents);
      append(lists.missingKinds, part.missingKinds);
      if (part.domains) for (const [name, addresses] of Object.entries(part.domains)) domains.set(name, addresses);
      if (part.settings) for (const [name, value] of Object.entries(part.settings)) settings.set(name, value);
      settingsOrigin = part.settingsOrigin ?? settingsOrigin;
    },
  };
}

function append<T>(list: T[], more: readonly T[] | undefined): void {
  if (more) for (const each of more) list.push(each);
}

import type {Atom, Match, ServiceReference, TextTest} from '../../ir/match.ts';
import type {Direction, Rule} from '../../ir/policy.ts';
import type {Ports, Traffic} from '../../ir/traffic.ts';

/** What the tests on one text can tell apart: only these values, or every value (a test looks inside). */
export type Told = ReadonlySet<string> | 'all';

/** Everything that policies ask of an endpoint: two that agree on all of it are one class (design.md section 4). */
export interface Mentioned {
  readonly labels: ReadonlyMap<string, Told>;
  readonly namespaceLabels: ReadonlyMap<string, Told>;
  readonly namespaces: Told;
  readonly serviceAccounts: Told;
  readonly serviceAccountLabels: boolean;
  readonly clusters: Told;
  readonly roles: ReadonlySet<string>;
  readonly cidrs: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  /** By `namespace/name`, `*` for any namespace. */
  readonly services: ReadonlyMap<string, ServiceReference>;
  /** Selectors read the named sets that contain an address. */
  readonly addressSets: boolean;
  /** Two namespaces are compared, also that of a named set. */
  readonly sameNamespace: boolean;
  readonly portNames: ReadonlySet<string>;
  /** Some rule is about one IP family, or about types of an ICMP that only one family has. */
  readonly families: boolean;
}

/** Gathers what is mentioned, each shared part once. */
export interface Gatherer {
  readonly match: (match: Match) => void;
  readonly direction: (direction: Direction) => void;
  readonly traffic: (traffic: Traffic) => void;
  readonly mentioned: Mentioned;
}

export function gatherer(): Gatherer {
  const seen = new Set<object>();
  const isNew = (each: object): boolean => seen.size < seen.add(each).size;
  const labels = new Map<string, Set<string> | 'all'>();
  const namespaceLabels = new Map<string, Set<string> | 'all'>();
  const names = new Map<'namespace' | 'serviceAccount' | 'cluster', Set<string> | 'all'>();
  const services = new Map<string, ServiceReference>();
  const [roles, cidrs, domains, portNames] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  const flags = {serviceAccountLabels: false, addressSets: false, sameNamespace: false, families: false};

  const atom = (each: Atom): void => {
    switch (each.is) {
      case 'label':
        tell(labels, each.key, each.value);
        break;
      case 'namespaceLabel':
        tell(namespaceLabels, each.key, each.value);
        break;
      case 'namespace':
      case 'serviceAccount':
      case 'cluster':
        tell(names, each.is, each.value);
        break;
      case 'sameNamespaceLabel':
        namespaceLabels.set(each.key, 'all');
        flags.sameNamespace = true;
        break;
      case 'sameNamespace':
        flags.sameNamespace = true;
        break;
      case 'serviceAccountLabel':
        flags.serviceAccountLabels = true;
        break;
      case 'role':
        roles.add(each.role);
        break;
      case 'address':
        cidrs.add(each.cidr);
        break;
      case 'domain':
        domains.add(each.pattern);
        break;
      case 'backendOf':
        service(each.service);
        break;
      default:
    }
  };
  const service = (reference: ServiceReference): void => {
    services.set(`${reference.namespace ?? '*'}/${reference.name}`, reference);
  };
  const match = (each: Match): void => {
    switch (each.is) {
      case 'true':
      case 'false':
        return;
      case 'and':
      case 'or':
        if (isNew(each)) each.of.forEach(match);
        return;
      case 'some':
        if (each.identities.includes('addressSet')) flags.addressSets = true;
        match(each.of);
        return;
      case 'not':
        match(each.of);
        return;
      default:
        atom(each);
    }
  };
  const ports = (each: Ports | undefined): void => {
    for (const {name} of each?.names ?? []) portNames.add(name);
    for (const name of each?.exceptNames ?? []) portNames.add(name);
    for (const reference of each?.services ?? []) service(reference);
  };
  const traffic = (set: Traffic): void => {
    if (!isNew(set)) return;
    for (const each of set) {
      ports(each.ports);
      ports(each.sourcePorts);
      if (each.family || each.icmp) flags.families = true;
    }
  };
  const rule = (each: Rule): void => {
    match(each.peer);
    if (each.self) match(each.self);
    traffic(each.traffic);
  };
  return {
    match,
    traffic,
    direction: (direction) => {
      if (isNew(direction)) direction.rules.forEach(rule);
    },
    get mentioned() {
      return {
        ...{labels, namespaceLabels, services, roles, cidrs, domains, portNames, ...flags},
        namespaces: names.get('namespace') ?? new Set<string>(),
        serviceAccounts: names.get('serviceAccount') ?? new Set<string>(),
        clusters: names.get('cluster') ?? new Set<string>(),
      };
    },
  };
}

function tell<K>(known: Map<K, Set<string> | 'all'>, key: K, test: TextTest): void {
  const told = known.get(key);
  if (told === 'all') return;
  if (test.test !== 'in' && test.test !== 'exists') known.set(key, 'all');
  else if (!told) known.set(key, new Set(test.test === 'in' ? test.values : []));
  else if (test.test === 'in') for (const value of test.values) told.add(value);
}

/** The text as far as the tests tell it apart: itself, or `other`, which is no value of a label or a name. */
export function toldText(value: string | undefined, told: Told): string {
  if (value === undefined) return '\u0000';
  return told === 'all' || told.has(value) ? value : '\u0001';
}

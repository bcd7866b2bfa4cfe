import {TCP} from '../../base/protocols.ts';
import type {EndpointKind} from '../../ir/match.ts';
import type {Profile, Settings} from '../../ir/profile.ts';
import type {DeclaredPort, Endpoint, World} from '../../ir/world.ts';

/**
 * What an engine sees of the ends of connections, whatever cluster they are in: learned by preparing an endpoint of each
 * kind as the evaluator does, so that no second copy of those rules is needed.
 */
export interface EngineView {
  /** Equal for engines that see the same. */
  readonly key: string;
  readonly seesLabel: (kind: EndpointKind, key: string) => boolean;
  /** Where a port name comes from: what a container declares under which name. */
  readonly portOrigins: (kind: EndpointKind, name: string) => readonly PortOrigin[];
  /** `free`: as the world has it; else given by the engine, to nodes themselves and to pods in their network. */
  readonly role: (kind: EndpointKind, role: string) => 'free' | {readonly node: boolean; readonly pod: boolean};
}

export interface PortOrigin {
  readonly name: string;
  readonly declaredBy: DeclaredPort['declaredBy'];
}

const declarers = ['container', 'sidecar', 'initContainer'] as const;

/** `portNames` are all that the policies as written speak of, `roles` those of the policies as the engine reads them. */
export function engineView(
  profile: Profile,
  settings: Settings,
  base: World,
  portNames: readonly string[],
  roles: ReadonlySet<string>,
): EngineView {
  const prepared = (endpoints: readonly Endpoint[]): readonly Endpoint[] => {
    const world = {...base, endpoints};
    return profile.prepare.reduce((current, step) => step.apply(current, settings, world), world).endpoints;
  };
  const origins = new Map(portOrigins(prepared, portNames));
  const seen = new Map<string, boolean>();
  const shown = prepared([node({roles: [PROBE]}), hostPod({roles: [PROBE]}), pod({roles: [PROBE]})]);
  const [onNode, onHostPod, onPod] = shown.map((each) => new Set(each.roles));
  return {
    key: JSON.stringify([[...profile.prepare, ...profile.adapt].map(({name}) => name), settings]),
    seesLabel(kind, key) {
      if (kind === 'external') return false;
      const place = `${kind} ${key}`;
      const known = seen.get(place);
      if (known !== undefined) return known;
      const labels = {[key]: 'x'};
      const [found] = prepared([kind === 'pod' ? pod({labels}) : node({labels})]);
      const sees = found !== undefined && Object.hasOwn(found.labels, key);
      seen.set(place, sees);
      return sees;
    },
    portOrigins: (kind, name) => origins.get(`${kind} ${name}`) ?? [],
    role(kind, role) {
      const given = {
        node: kind === 'pod' ? (onPod?.has(role) ?? false) : (onNode?.has(role) ?? false),
        pod: kind === 'pod' ? (onPod?.has(role) ?? false) : (onHostPod?.has(role) ?? false),
      };
      if (kind === 'host' && onNode && !onNode.has(PROBE)) return given;
      if (roles.has(role) || (kind !== 'external' && (given.node || given.pod))) return 'free';
      return {node: false, pod: false};
    },
  };
}

const PROBE = 'probe';

function* portOrigins(
  prepared: (endpoints: readonly Endpoint[]) => readonly Endpoint[],
  names: readonly string[],
): Generator<readonly [key: string, origins: PortOrigin[]]> {
  if (names.length === 0) return;
  const declared = names.flatMap((name) => declarers.map((declaredBy) => ({name, declaredBy})));
  const found = new Map<string, PortOrigin[]>();
  for (const kind of ['pod', 'host'] as const) {
    const endpoints = declared.map((origin, at) => {
      const ports = [{...origin, protocol: TCP, port: 1}];
      return kind === 'pod' ? pod({ports}, `probe-${at}`) : hostPod({ports}, `probe-${at}`);
    });
    prepared(endpoints).forEach(({ports}, at) => {
      const origin = declared[at];
      for (const {name} of origin ? ports : []) {
        const key = `${kind} ${name}`;
        const known = found.get(key) ?? [];
        found.set(key, known);
        if (origin) known.push(origin);
      }
    });
  }
  yield* found;
}

const plain = {labels: {}, openLabels: [], addresses: ['192.0.2.1', '2001:db8::1'], ports: [], roles: []} as const;

function pod(parts: Partial<Endpoint>, namespace = PROBE): Endpoint {
  return {name: `${namespace}/${PROBE}`, kind: 'pod', namespace, hostNetwork: false, node: PROBE, ...plain, ...parts};
}

function hostPod(parts: Partial<Endpoint>, namespace = PROBE): Endpoint {
  return {...pod(parts, namespace), hostNetwork: true};
}

function node(parts: Partial<Endpoint>): Endpoint {
  return {name: `node/${PROBE}`, kind: 'host', hostNetwork: false, node: PROBE, ...plain, ...parts};
}

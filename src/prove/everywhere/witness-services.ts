import type {ServiceReference} from '../../ir/match.ts';
import type {Endpoint, Service, ServiceBackends} from '../../ir/world.ts';
import type {Answers} from './answers.ts';
import type {EndName} from './question.ts';
import {addressOfFamily, type EndPlan} from './witness-ends.ts';

type Ends = Readonly<Record<EndName, Endpoint>>;

/** A service for each that rules name: it finds the pod it has to by a label of its own, and nobody else. */
export function withServices(
  ends: Ends | undefined,
  {answers}: EndPlan,
  exist: boolean,
): {readonly ends: Ends | undefined; readonly services: readonly Service[]} {
  if (!ends || !exist) return {ends, services: []};
  const services: Service[] = [];
  const marked = (end: EndName): Endpoint => {
    const given = ends[end];
    const isPod = given.kind === 'pod' && !given.hostNetwork;
    const labels: Record<string, string> = {};
    for (const {service, labels: own, holds} of servicesAsked(answers, end)) {
      const {name, namespace = given.namespace ?? 'default'} = service;
      const mark = `netpol-service-${services.length + 1}`;
      if (holds && isPod) labels[mark] = 'yes';
      const selector = holds && !isPod ? {} : {selector: {[mark]: 'yes'}};
      services.push({
        namespace,
        name,
        type: 'ClusterIP',
        ...selector,
        ...(own && {labels: own}),
        ports: [],
        clusterIps: [],
      });
    }
    return {...given, labels: {...given.labels, ...labels}};
  };
  return {ends: {from: marked('from'), to: marked('to')}, services};
}

/** A slice for each service that an end is a backend of, and an empty one for each other, so that it is known. */
export function backendsOf(ends: Ends, plan: EndPlan): readonly ServiceBackends[] {
  const {answers, family, protocol, ports} = plan;
  return (['from', 'to'] as const).flatMap((end) =>
    servicesAsked(answers, end).map(({service, holds}): ServiceBackends => {
      const listed = answers
        .meanings(end)
        .flatMap((port) => ('service' in port && port.holds && sameService(port.service, service) ? [port.side] : []))
        .map((side) => ({protocol, port: ports[side]}));
      return {
        namespace: service.namespace ?? 'default',
        service: service.name,
        addresses: holds ? [addressOfFamily(ends[end], family)] : [],
        ports: listed,
      };
    }),
  );
}

interface AskedService {
  readonly service: ServiceReference;
  /** Of one that is asked for by them, and has a name that is made up. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the end is a backend of it. */
  readonly holds: boolean;
}

/** The services that rules ask for at an end. */
export function servicesAsked(answers: Answers, end: EndName): readonly AskedService[] {
  return answers.meanings(end).flatMap((each, at): readonly AskedService[] => {
    if (!('match' in each)) return [];
    const {match, holds} = each;
    if (match.is === 'backendOf') return [{service: match.service, holds}];
    if (match.is !== 'unknown' || !match.service) return [];
    const {labels, ...place} = match.service;
    return [{service: {name: `netpol-${end}-${at + 1}`, ...place}, labels, holds}];
  });
}

function sameService(a: ServiceReference, b: ServiceReference): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

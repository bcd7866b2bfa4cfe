import type {ServiceReference} from '../../ir/match.ts';
import type {Endpoint, Service, ServiceBackends} from '../../ir/world.ts';
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
    for (const each of answers.meanings(end)) {
      if (!('match' in each) || each.match.is !== 'backendOf') continue;
      const {name, namespace = given.namespace ?? 'default'} = each.match.service;
      const mark = `netpol-service-${services.length + 1}`;
      if (each.holds && isPod) labels[mark] = 'yes';
      const selector = each.holds && !isPod ? {} : {selector: {[mark]: 'yes'}};
      services.push({namespace, name, type: 'ClusterIP', ...selector, ports: [], clusterIps: []});
    }
    return {...given, labels: {...given.labels, ...labels}};
  };
  return {ends: {from: marked('from'), to: marked('to')}, services};
}

/** A slice for each service that an end is a backend of, and an empty one for each other, so that it is known. */
export function backendsOf(ends: Ends, plan: EndPlan): readonly ServiceBackends[] {
  const {answers, family, protocol, ports} = plan;
  return (['from', 'to'] as const).flatMap((end) =>
    answers.meanings(end).flatMap((each): readonly ServiceBackends[] => {
      if (!('match' in each) || each.match.is !== 'backendOf') return [];
      const {service} = each.match;
      const listed = answers
        .meanings(end)
        .flatMap((port) => ('service' in port && port.holds && sameService(port.service, service) ? [port.side] : []))
        .map((side) => ({protocol, port: ports[side]}));
      return [
        {
          namespace: service.namespace ?? 'default',
          service: service.name,
          addresses: each.holds ? [addressOfFamily(ends[end], family)] : [],
          ports: listed,
        },
      ];
    }),
  );
}

function sameService(a: ServiceReference, b: ServiceReference): boolean {
  return a.name === b.name && a.namespace === b.namespace;
}

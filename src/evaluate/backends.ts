import type {Endpoint, Service, World} from '../ir/world.ts';
import {outside} from './outside.ts';
import type {Question} from './question.ts';

/** The endpoints behind a Service: what its selector picks, else the addresses of its slices (kubernetes.md A9.5). */
export function backendsOf(service: Service, world: World): readonly Endpoint[] {
  const {selector} = service;
  if (selector && Object.keys(selector).length > 0) {
    return world.endpoints.filter(
      ({kind, namespace, labels}) =>
        kind === 'pod' &&
        namespace === service.namespace &&
        Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
    );
  }
  if (service.externalName !== undefined) {
    const domain = service.externalName.toLowerCase().replace(/\.$/, '');
    return [outside(domain, {domain, addresses: world.domains[domain] ?? []})];
  }
  const addresses = world.backends
    .filter((slice) => slice.namespace === service.namespace && slice.service === service.name)
    .flatMap((slice) => slice.addresses);
  return [...new Set(addresses)]
    .sort()
    .map(
      (address) =>
        world.endpoints.find((each) => each.addresses.includes(address)) ?? outside(address, {addresses: [address]}),
    );
}

/**
 * The question as the policy sees it: a Service port becomes the target port of this backend, since policy looks at
 * packets after service translation. Undefined: the Service has no such port, or the backend does not declare its name.
 */
export function translate(question: Question, service: Service, backend: Endpoint): Question | undefined {
  const port = service.ports.find((each) => each.protocol === question.protocol && each.port === question.port);
  if (!port) return undefined;
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return {...question, port: target};
  const declared = backend.ports.find((each) => each.name === target && each.protocol === question.protocol);
  return declared && {...question, port: declared.port};
}

import {type Family, parseAddress} from '../base/cidr.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Endpoint, Service, ServiceBackends, ServicePort, World} from '../ir/world.ts';
import {endpointsAt} from './lookup.ts';
import {outside} from './outside.ts';
import type {Question} from './question.ts';

/** Does the Service's own selector pick this endpoint? A Service without selector picks none. */
export function isSelected({kind, namespace, labels}: Endpoint, service: Service): boolean {
  return (
    hasSelector(service) &&
    kind === 'pod' &&
    namespace === service.namespace &&
    Object.entries(service.selector ?? {}).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)
  );
}

/** The endpoints behind a Service: what its selector picks, else the addresses of its slices (kubernetes.md A9.5). */
export function backendsOf(service: Service, world: World): readonly Endpoint[] {
  const {externalName} = service;
  if (externalName !== undefined) {
    const domain = externalName.toLowerCase().replace(/\.$/, '');
    return [outside(domain, {domain, addresses: world.domains[domain] ?? []})];
  }
  if (hasSelector(service)) {
    return world.endpoints.filter((endpoint) => isSelected(endpoint, service));
  }
  const addresses = slicesOf(service, world).flatMap((slice) => slice.addresses);
  return [...new Set(addresses)]
    .sort()
    .map((address) => endpointsAt(world, address)[0] ?? outside(address, {addresses: [address]}));
}

/** What somebody listed by hand as the backends of a Service that selects none; nothing for any other. */
export function slicesOf(service: Service, world: World): readonly ServiceBackends[] {
  if (hasSelector(service)) return [];
  return world.backends.filter((each) => each.namespace === service.namespace && each.service === service.name);
}

function hasSelector({selector}: Service): boolean {
  return selector !== undefined && Object.keys(selector).length > 0;
}

const longestAlias = 5;

/** The Service at the end of a chain of `ExternalName` Services that name each other; the last one that is there. */
export function aliased(service: Service, world: World): Service {
  let found = service;
  for (let step = 0; step < longestAlias && found.externalName !== undefined; step++) {
    const next = serviceNamed(found.externalName, world);
    if (!next) return found;
    found = next;
  }
  return found;
}

/** The Service that cluster DNS answers for: `NAME.NAMESPACE.svc`, with or without the domain of the cluster. */
export function serviceNamed(domain: string, {services}: World): Service | undefined {
  const [, name, namespace] = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?\.?$/.exec(domain.toLowerCase()) ?? [];
  return services.find((each) => each.name === name && each.namespace === namespace);
}

/** The Service that an address leads to: its ClusterIP, an external IP, that of its load balancer. */
export function serviceAt(address: string, {services}: World): Service | undefined {
  return services.find(({clusterIps, outerIps = []}) => clusterIps.includes(address) || outerIps.includes(address));
}

/** The one family in which a Service can be reached; undefined where it has addresses of both, or none yet. */
export function familyOfService({clusterIps}: Service): Family | undefined {
  const families = new Set(clusterIps.flatMap((text) => parseAddress(text)?.family ?? []));
  return families.size === 1 ? [...families][0] : undefined;
}

/**
 * The question as the policy sees it: a Service port becomes the target port of this backend, since policy looks at
 * packets after service translation. Where the name of the Service leads to the backends themselves (headless,
 * `ExternalName`) nothing is translated. Undefined: the Service has no such port, or the backend does not declare its name.
 */
export function translate(
  question: Question,
  service: Service,
  backend: Endpoint,
  slices: readonly ServiceBackends[] = [],
): Question | undefined {
  if (service.headless || service.externalName !== undefined) return question;
  const port = portOf(question, service);
  const target = port && targetOf(port, backend, slices);
  return target === undefined ? undefined : {...question, port: target};
}

function portOf({protocol, port}: Question, {ports}: Service): ServicePort | undefined {
  return ports.find((each) => each.protocol === protocol && each.port === port);
}

/** Of listed backends the number stands in their slice, under the name of the port; else in the Service or the pod. */
function targetOf(
  {name, protocol, port, targetPort}: ServicePort,
  backend: Endpoint,
  slices: readonly ServiceBackends[],
): number | undefined {
  const listed = slices
    .filter(({addresses}) => addresses.some((each) => backend.addresses.includes(each)))
    .flatMap((slice) => slice.ports.filter((each) => each.protocol === protocol && (each.name ?? '') === (name ?? '')));
  const listedPort = listed.find((each) => each.port !== undefined)?.port;
  if (listedPort !== undefined) return listedPort;
  const target = targetPort ?? port;
  if (typeof target === 'number') return target;
  // Init containers are gone when traffic comes; of equal names the first counts (kubernetes.md A9.5).
  return backend.ports.find(
    (each) => each.name === target && each.protocol === protocol && each.declaredBy !== 'initContainer',
  )?.port;
}

/** The remark that the port asked of a headless Service is not the one it speaks of. */
export function headlessCaveat(question: Question, service: Service): readonly Diagnostic[] {
  const port = service.headless && portOf(question, service);
  if (!port || port.targetPort === undefined || port.targetPort === port.port) return [];
  const details = {service: `${service.namespace}/${service.name}`, port: port.port, target: port.targetPort};
  return [diagnostic('service-headless', undefined, {arguments: details})];
}

import {within} from '../../../src/diagnostics/origin.ts';
import type {Direction, Rule} from '../../../src/ir/policy.ts';
import type {EndpointProfile, HostEndpoint} from '../../../src/ir/world.ts';
import {type Fields, misleading} from '../fields.ts';
import {compileRule} from '../rules.ts';
import type {HostEndpointFields, ProfileFields, RuleEntry} from '../schema.ts';

/** A host endpoint as part of the world (calico.md 3.3, 8). */
export function hostEndpointOf(read: HostEndpointFields, {origin}: Fields): HostEndpoint {
  const {name, labels, node, interfaceName, expectedIPs, profiles, ports} = read;
  return {
    ...{name, labels, node, profiles, origin},
    ...(interfaceName !== '' && {interfaceName}),
    addresses: expectedIPs,
    ports: ports.map((port) => ({...port, declaredBy: 'hostEndpoint'})),
  };
}

/** A profile as part of the world: it belongs to no namespace, and nobody is isolated by it (calico.md 1.1, 3.3). */
export function endpointProfileOf(read: ProfileFields, object: Fields): EndpointProfile {
  const {name, labelsToApply} = read;
  const direction = (which: 'ingress' | 'egress'): Direction => ({
    isolates: false,
    rules: read[which].flatMap((entry, index) => profileRules(entry, which, index, object)),
  });
  return {
    name,
    labels: labelsToApply,
    ingress: direction('ingress'),
    egress: direction('egress'),
    origin: object.origin,
  };
}

/** Behind a profile stands nothing that a rule could pass a connection on to. */
function profileRules(
  entry: RuleEntry,
  direction: 'ingress' | 'egress',
  index: number,
  {origin, problems}: Fields,
): readonly Rule[] {
  const at = within(origin, 'spec', direction, index);
  const passes = !('unknown' in entry) && entry.action === 'Pass';
  if (passes) misleading({origin: at, problems}, 'there is nothing behind a profile to pass to: it denies');
  return compileRule(passes ? {...entry, action: 'Deny'} : entry, {
    origin: at,
    path: ['spec', direction, index],
    problems,
    direction,
    namespace: undefined,
    index,
  });
}

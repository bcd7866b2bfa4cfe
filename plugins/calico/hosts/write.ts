import type {JsonObject} from '../../../src/base/json.ts';
import type {EndpointProfile, HostEndpoint, World} from '../../../src/ir/world.ts';
import {printProtocol} from '../protocols.ts';

const apiVersion = 'projectcalico.org/v3';

/** The host endpoints of a world, as they were written. */
export function writeHostEndpoints({hostEndpoints}: World): readonly JsonObject[] {
  return hostEndpoints.map((each) => ({
    apiVersion,
    kind: 'HostEndpoint',
    metadata: metadataOf(each),
    spec: {
      node: each.node,
      ...(each.interfaceName !== undefined && {interfaceName: each.interfaceName}),
      ...(each.addresses.length > 0 && {expectedIPs: each.addresses}),
      ...(each.profiles.length > 0 && {profiles: each.profiles}),
      ...(each.ports.length > 0 && {
        ports: each.ports.map(({name, protocol, port}) => ({name, protocol: printProtocol(protocol), port})),
      }),
    },
  }));
}

function metadataOf({name, labels}: HostEndpoint): JsonObject {
  return {name, ...(Object.keys(labels).length > 0 && {labels})};
}

/** A profile with the rules that somebody wrote for it. */
export function writeProfile(
  {name, labels}: EndpointProfile,
  ingress: readonly JsonObject[],
  egress: readonly JsonObject[],
): JsonObject {
  return {
    apiVersion,
    kind: 'Profile',
    metadata: {name},
    spec: {
      ...(Object.keys(labels).length > 0 && {labelsToApply: labels}),
      ...(ingress.length > 0 && {ingress}),
      ...(egress.length > 0 && {egress}),
    },
  };
}

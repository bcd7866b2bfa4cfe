import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {apps, portNames} from '../laws/vocabulary.ts';
import {edgePorts} from './cluster-documents.ts';

const apiVersion = 'projectcalico.org/v3';

/** One has no object; the last exists without being written. */
const profileNames = ['f1', 'f2', 'gone', 'projectcalico-default-allow'];

/** Addresses of the nodes of the laws' worlds, and one that no node has. */
const hostAddresses = ['192.168.0.1', 'fd01::1', '192.168.0.2', 'fd01::2', '192.168.9.9'];

const portOfHost = fc.record({
  name: fc.constantFrom(...portNames),
  protocol: fc.constantFrom('TCP', 'UDP'),
  port: fc.constantFrom(...edgePorts),
});

/** Several of one node, by interface, by address or for every interface; the third node has no object. */
const hostEndpoint: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constantFrom('h1', 'h2', 'h3'),
    app: fc.constantFrom(...apps),
    node: fc.constantFrom('one', 'one', 'two', 'two', 'three'),
    interfaceName: fc.constantFrom('*', 'eth0', undefined),
    expectedIPs: fc.subarray(hostAddresses, {minLength: 1, maxLength: 3}),
    named: fc.boolean(),
    profiles: fc.oneof(fc.constant([]), fc.subarray(profileNames, {maxLength: 2})),
    ports: fc.uniqueArray(portOfHost, {maxLength: 2, selector: ({name}) => name}),
  })
  .map(({name, app, node, interfaceName, expectedIPs, named, profiles, ports}) => ({
    apiVersion,
    kind: 'HostEndpoint',
    metadata: {name, labels: {app}},
    spec: {
      node,
      ...(interfaceName && {interfaceName}),
      ...((named || !interfaceName) && {expectedIPs}),
      profiles,
      ports,
    },
  }));

const profileRule: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {action: 'Allow'},
  {action: 'Allow', protocol: 'TCP', destination: {ports: ['80:8080']}},
  {action: 'Deny', protocol: 'UDP'},
  {action: 'Deny', source: {nets: ['203.0.113.0/24']}},
  {action: 'Pass'},
  {action: 'Log'},
);

const profileRules = fc.array(profileRule, {maxLength: 2});

const profile: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constantFrom('f1', 'f2'),
    labelsToApply: fc.constantFrom<JsonObject>({}, {tier: 'web'}, {app: 'c', tier: ''}),
    ingress: profileRules,
    egress: profileRules,
  })
  .map(({name, ...spec}) => ({apiVersion, kind: 'Profile', metadata: {name}, spec}));

/** What makes policies govern nodes: their interfaces, and the profiles behind all policies (calico.md 8). */
export const calicoHostDocuments: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 3, arbitrary: hostEndpoint},
  {weight: 1, arbitrary: profile},
);

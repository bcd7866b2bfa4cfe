import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {plainDocument, readPlain} from '../../src/testing/plain-cilium.ts';
import {readCidrGroup} from './cidr-group.ts';

const test = suite('cilium schema');

/** Who refuses which field. */
function refusals(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .filter(({severity, code}) => severity === 'error' && code !== 'policy-refused')
    .map(({layer, arguments: {path}}) => `${layer} ${path}`)
    .join(', ');
}

const ingress = (rule: object): object => ({endpointSelector: {}, ingress: [rule]});
const egress = (rule: object): object => ({endpointSelector: {}, egress: [rule]});
const item = (fields: object): object => egress({toPorts: [{ports: [{port: '80', protocol: 'TCP'}], ...fields}]});
const port = (entry: object): object => egress({toPorts: [{ports: [entry]}]});
const icmp = (field: object): object => egress({icmps: [{fields: [field]}]});
const fqdn = (each: object): object => egress({toFQDNs: [each]});
const header = (each: object): object => item({rules: {http: [{headerMatches: [each]}]}});
const block = (each: object): object => ingress({fromCIDRSet: [each]});
const expression = (each: object): object => ({endpointSelector: {matchExpressions: [each]}, ingress: [{}]});
const P = 'spec.egress[0].toPorts[0]';
const C = 'spec.ingress[0].fromCIDRSet[0]';
const many = Array.from({length: 41}, (_, index) => ({port: String(index + 1), protocol: 'TCP'}));

/** The CRDs of 1.20 field by field, beyond the recorded rows: a `spec`, and who refuses what in it. */
const specs: readonly (readonly [string, object, string])[] = [
  ['a list in place of an object', {endpointSelector: [], ingress: [{}]}, 'api-server spec.endpointSelector'],
  ['description as number', {...ingress({}), description: 1}, 'api-server spec.description'],
  ['label without key', {...ingress({}), labels: [{value: 'b'}]}, 'api-server spec.labels[0].key'],
  ['log that cannot be printed', {...ingress({}), log: {value: 'a\u0007'}}, 'api-server spec.log.value'],
  ['log of 32 characters beyond the BMP', {...ingress({}), log: {value: '\u{1F600}'.repeat(32)}}, ''],
  ['key missing', expression({operator: 'Exists'}), 'api-server spec.endpointSelector.matchExpressions[0].key'],
  ['empty key', expression({key: '', operator: 'Exists'}), 'engine spec.endpointSelector.matchExpressions[0].key'],
  [
    'empty operator',
    expression({key: 'a', operator: ''}),
    'api-server spec.endpointSelector.matchExpressions[0].operator',
  ],
  [
    'label value with a blank',
    {nodeSelector: {matchLabels: {a: 'b c'}}, ingress: [{}]},
    'engine spec.nodeSelector, api-server spec.nodeSelector.matchLabels.a',
  ],
  ['empty cidr', block({cidr: ''}), `engine ${C}, api-server ${C}.cidr`],
  ['empty cidr beside a group', block({cidr: '', cidrGroupRef: 'g'}), `api-server ${C}, api-server ${C}.cidr`],
  ['all three', block({cidr: '10.0.0.0/8', cidrGroupRef: 'g', cidrGroupSelector: {}}), `api-server ${C}`],
  ['group name with empty label', block({cidrGroupRef: 'a..b'}), `api-server ${C}.cidrGroupRef`],
  ['bare exception', block({cidr: '10.0.0.0/8', except: ['10.0.0.1']}), `api-server ${C}.except[0]`],
  ['exception with leading zeros', block({cidr: '10.0.0.0/8', except: ['10.01.0.0/16']}), `engine ${C}.except[0]`],
  ['empty port', port({port: '', protocol: 'TCP'}), `api-server ${P}.ports[0].port`],
  ['port as number', port({port: 80}), `api-server ${P}.ports[0].port`],
  ['port with a sign in the middle', port({port: 'a_b'}), `engine ${P}.ports[0].port`],
  ['end port too large', port({port: '80', endPort: 65536}), `api-server ${P}.ports[0].endPort`],
  [
    'port of a protocol without ports, with an end',
    port({port: '80', endPort: -1, protocol: 'GRE'}),
    `engine ${P}.ports[0].port, api-server ${P}.ports[0].endPort`,
  ],
  ['41 ports', egress({toPorts: [{ports: many}]}), `api-server ${P}.ports`],
  [
    '41 denied ports',
    {endpointSelector: {}, egressDeny: [{toPorts: [{ports: many}]}]},
    'engine spec.egressDeny[0].toPorts[0].ports',
  ],
  ['type 256 as text', icmp({type: '256'}), 'api-server spec.egress[0].icmps[0].fields[0].type'],
  ['type 255 as text', icmp({type: '255'}), ''],
  [
    'a name the schema writes with a blank',
    icmp({type: 'ExtendedEchoReply'}),
    'api-server spec.egress[0].icmps[0].fields[0].type',
  ],
  ['empty family', icmp({type: 8, family: ''}), 'api-server spec.egress[0].icmps[0].fields[0].family'],
  ['unknown family', icmp({type: 8, family: 'IPv5'}), 'api-server spec.egress[0].icmps[0].fields[0].family'],
  ['two dots', fqdn({matchName: 'a..b'}), 'api-server spec.egress[0].toFQDNs[0].matchName'],
  ['leading dot', fqdn({matchPattern: '.b'}), 'api-server spec.egress[0].toFQDNs[0].matchPattern'],
  ['empty name', fqdn({matchName: ''}), 'api-server spec.egress[0].toFQDNs[0].matchName'],
  ['256 characters', fqdn({matchName: 'a'.repeat(256)}), 'api-server spec.egress[0].toFQDNs[0].matchName'],
  [
    'DNS rule with nothing',
    item({rules: {dns: [{}]}}),
    `api-server ${P}.rules.dns[0], api-server ${P}.rules.dns[0].matchName`,
  ],
  ['server name with other characters', item({serverNames: ['a/b']}), `api-server ${P}.serverNames[0]`],
  ['empty server name', item({serverNames: ['']}), `api-server ${P}.serverNames[0]`],
  ['TLS secret without name', item({originatingTLS: {secret: {}}}), `api-server ${P}.originatingTLS.secret.name`],
  [
    'TLS file as number',
    item({terminatingTLS: {secret: {name: 's'}, trustedCA: 1}}),
    `api-server ${P}.terminatingTLS.trustedCA`,
  ],
  [
    'TLS with another field',
    item({terminatingTLS: {secret: {name: 's'}, ca: 'x'}}),
    `api-server ${P}.terminatingTLS.ca`,
  ],
  [
    'listener with nothing',
    item({listener: {}}),
    `api-server ${P}.listener.name, api-server ${P}.listener.envoyConfig`,
  ],
  [
    'listener of an unnamed configuration',
    item({listener: {name: 'l', priority: 0, envoyConfig: {}}}),
    `api-server ${P}.listener.priority, api-server ${P}.listener.envoyConfig.name`,
  ],
  [
    'header of an unnamed secret',
    header({name: 'X', mismatch: '', secret: {}}),
    `api-server ${P}.rules.http[0].headerMatches[0].mismatch, api-server ${P}.rules.http[0].headerMatches[0].secret.name`,
  ],
  [
    'mode of no kind',
    ingress({fromEndpoints: [{}], authentication: {mode: 'always'}}),
    'api-server spec.ingress[0].authentication.mode',
  ],
  ['removed constraint', ingress({fromRequires: ['a']}), 'api-server spec.ingress[0].fromRequires[0]'],
  ['removed constraint as it was written', ingress({fromRequires: [{}]}), 'api-server spec.ingress[0].fromRequires'],
  ['group of another cloud', egress({toGroups: [{gcp: {}}]}), 'api-server spec.egress[0].toGroups[0].gcp'],
  [
    'group label as number',
    egress({toGroups: [{aws: {labels: {a: 1}}}]}),
    'api-server spec.egress[0].toGroups[0].aws.labels.a',
  ],
  [
    'service name as number',
    egress({toServices: [{k8sService: {serviceName: 1}}]}),
    'api-server spec.egress[0].toServices[0].k8sService.serviceName',
  ],
  [
    'layer 7 in a deny rule',
    {endpointSelector: {}, ingressDeny: [{toPorts: [{rules: {http: [{}]}}]}]},
    'api-server spec.ingressDeny[0].toPorts[0].rules',
  ],
  [
    'names in a deny rule',
    {endpointSelector: {}, egressDeny: [{toFQDNs: [{matchName: 'a.b'}]}]},
    'api-server spec.egressDeny[0].toFQDNs',
  ],
];

for (const [name, spec, expected] of specs) {
  test(name, () => assert.is(refusals(readPlain({spec}).diagnostics), expected));
}

const groups: readonly (readonly [string, object, string])[] = [
  ['group without spec', {}, 'api-server spec'],
  ['group without blocks', {spec: {}}, 'api-server spec.externalCIDRs'],
  ['group with null for blocks', {spec: {externalCIDRs: null}}, 'api-server spec.externalCIDRs'],
  ['group with a null block', {spec: {externalCIDRs: [null]}}, 'api-server spec.externalCIDRs[0]'],
  ['group with another field', {spec: {externalCIDRs: []}, status: {}}, 'api-server status'],
  ['group with leading zeros', {spec: {externalCIDRs: ['010.0.0.0/8']}}, 'engine spec.externalCIDRs[0]'],
];

for (const [name, body, expected] of groups) {
  test(name, () => {
    const value = {apiVersion: 'cilium.io/v2', kind: 'CiliumCIDRGroup', metadata: {name: 'g'}, ...body};
    assert.is(refusals(readCidrGroup(value, plainDocument(value).origin).diagnostics ?? []), expected);
  });
}

test.run();

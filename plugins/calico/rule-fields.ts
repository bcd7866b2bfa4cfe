import {unknownReason} from '../../src/base/unknown-reason.ts';
import {conflict, field, fieldsOf, type Item, integer, list, oneOfTexts, text, textMap, texts} from './fields.ts';
import {readHttp} from './http.ts';
import {readRuleNets} from './nets.ts';
import {readPorts} from './ports.ts';
import {readIcmp, readProtocol} from './protocols.ts';
import {type EntityRule, type RuleEntry, ruleActions, type ServiceAccountMatch, type ServiceMatch} from './schema.ts';
import {checkSchemaOfEntity, checkSchemaOfRule, refuseMore, refuseRepeats} from './schema-rules.ts';
import {readSelector} from './selector/read.ts';

const RULE = [
  'action',
  'ipVersion',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'source',
  'destination',
  'http',
  'metadata',
];

/** The rules of one direction, types checked; undefined where the list is absent. */
export function readRules(item: Item): readonly RuleEntry[] | undefined {
  const unknown = item.value instanceof Object && !Array.isArray(item.value) ? unknownReason(item.value) : undefined;
  if (unknown !== undefined) return [{unknown}];
  refuseMore(item, 1024, 'rules');
  return list(item)?.flatMap((each) => readRule(each) ?? []);
}

function readRule(item: Item): RuleEntry | undefined {
  const unknown = unknownReason(item.value);
  if (unknown !== undefined) return {unknown};
  if (item.value === null)
    conflict(item, 'a rule cannot be null; a rule for everything is {action: Allow}', 'api-server');
  const fields = item.value === null ? undefined : fieldsOf(item, RULE);
  if (!fields) return undefined;
  checkSchemaOfRule(fields);
  const actionAt = field(fields, 'action');
  const action = oneOfTexts(actionAt, ruleActions);
  if (actionAt.value === undefined) conflict(actionAt, `a rule needs one of ${ruleActions.join(', ')}`, 'api-server');
  const version = field(fields, 'ipVersion');
  const metadata = fieldsOf(field(fields, 'metadata'), ['annotations']);
  return {
    action: action ?? 'Log',
    ipVersion: readVersion(version),
    protocol: readProtocol(field(fields, 'protocol')),
    notProtocol: readProtocol(field(fields, 'notProtocol')),
    icmp: readIcmp(field(fields, 'icmp')),
    notICMP: readIcmp(field(fields, 'notICMP')),
    source: readEntity(field(fields, 'source')),
    destination: readEntity(field(fields, 'destination')),
    http: readHttp(field(fields, 'http')),
    annotations: metadata && textMap(field(metadata, 'annotations')),
  };
}

function readVersion(item: Item): 4 | 6 | undefined {
  const version = integer(item, 4, 6);
  if (version === 5) conflict(item, 'ipVersion must be 4 or 6', 'api-server');
  return version === 4 || version === 6 ? version : undefined;
}

const ENTITY = [
  'nets',
  'notNets',
  'selector',
  'notSelector',
  'namespaceSelector',
  'ports',
  'notPorts',
  'serviceAccounts',
  'services',
];

function readEntity(item: Item): EntityRule | undefined {
  const fields = fieldsOf(item, ENTITY);
  if (!fields) return undefined;
  checkSchemaOfEntity(fields);
  return {
    nets: readRuleNets(field(fields, 'nets')),
    notNets: readRuleNets(field(fields, 'notNets')),
    selector: readSelector(field(fields, 'selector')),
    notSelector: readSelector(field(fields, 'notSelector')),
    namespaceSelector: readSelector(field(fields, 'namespaceSelector')),
    ports: readPorts(field(fields, 'ports')),
    notPorts: readPorts(field(fields, 'notPorts')),
    serviceAccounts: readServiceAccounts(field(fields, 'serviceAccounts')),
    services: readServices(field(fields, 'services')),
  };
}

function readServiceAccounts(item: Item): ServiceAccountMatch | undefined {
  const fields = fieldsOf(item, ['names', 'selector']);
  if (!fields) return undefined;
  const names = field(fields, 'names');
  refuseRepeats(list(names) ?? []);
  return {names: texts(names), selector: readSelector(field(fields, 'selector'), Number.POSITIVE_INFINITY)};
}

function readServices(item: Item): ServiceMatch | undefined {
  const fields = fieldsOf(item, ['name', 'namespace']);
  return fields && {name: text(field(fields, 'name')), namespace: text(field(fields, 'namespace'))};
}

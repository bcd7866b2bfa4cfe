import {parseAddress, printAddress} from '../../src/base/cidr.ts';
import {conflict, type Fields, field, fieldsOf, type Item, integer, invalid, list, required, text} from './fields.ts';
import {warnOfImitations} from './imitated-labels.ts';
import {isSubdomain, type Metadata} from './metadata.ts';
import {isPortName} from './ports.ts';
import {readProtocol} from './protocols.ts';
import type {HostEndpointFields, NamedPort} from './schema.ts';
import {refuseRepeats} from './schema-rules.ts';

/**
 * A HostEndpoint, types checked (calico.md 3.3). The API server refuses one without node, or with neither an interface nor
 * an address; the engine's own validator looks at what the texts say. Undefined where there is no spec to read.
 */
export function readHostEndpoint(object: Fields, metadata: Metadata): HostEndpointFields | undefined {
  const at = field(object, 'spec');
  const fields = fieldsOf(at, ['node', 'interfaceName', 'expectedIPs', 'profiles', 'ports']);
  if (!fields) return undefined;
  const expectedIPs = readNames(field(fields, 'expectedIPs'));
  const profiles = readNames(field(fields, 'profiles'));
  const found: HostEndpointFields = {
    name: metadata.name,
    labels: metadata.labels,
    node: text(field(fields, 'node')) ?? '',
    interfaceName: text(field(fields, 'interfaceName')) ?? '',
    expectedIPs: expectedIPs.flatMap((each) => readAddress(each) ?? []),
    profiles: profiles.flatMap((each) => readName(each) ?? []),
    ports: list(field(fields, 'ports'))?.flatMap((each) => readNamedPort(each) ?? []) ?? [],
  };
  if (found.node === '') conflict(at, 'a host endpoint needs the name of its node', 'api-server');
  if (found.interfaceName === '' && expectedIPs.length === 0) {
    conflict(at, 'a host endpoint needs an interfaceName or expectedIPs', 'api-server');
  }
  if (found.node !== '' && !isSubdomain(found.node))
    invalid(field(fields, 'node'), 'it is no name of a node', 'engine');
  if (found.interfaceName !== '' && !isInterface(found.interfaceName)) {
    const reason = 'it must be * or at most 15 letters, digits, -, _ and .';
    invalid(field(fields, 'interfaceName'), reason, 'engine');
  }
  warnOfImitations(metadata.labels, object.origin, object.problems);
  return found;
}

/** A list of texts none of which may stand there twice. */
function readNames(item: Item): readonly Item[] {
  const items = list(item) ?? [];
  const texts = items.filter((each) => text(each) !== undefined);
  refuseRepeats(texts);
  return texts;
}

function readAddress(item: Item): string | undefined {
  const address = typeof item.value === 'string' ? parseAddress(item.value) : undefined;
  if (address) return printAddress(address);
  invalid(item, 'it is no IP address', 'engine');
  return undefined;
}

function readName(item: Item): string | undefined {
  if (typeof item.value === 'string' && isSubdomain(item.value)) return item.value;
  invalid(item, 'it is no name of a profile', 'engine');
  return undefined;
}

function isInterface(name: string): boolean {
  return name === '*' || /^[A-Za-z0-9_.-]{1,15}$/.test(name);
}

/** A port that policies may refer to by its name; all of its fields are required. */
function readNamedPort(item: Item): NamedPort | undefined {
  const fields = required(item, ['name', 'protocol', 'port']);
  if (!fields) return undefined;
  const name = text(field(fields, 'name'));
  const protocol = readProtocol(field(fields, 'protocol'));
  const port = integer(field(fields, 'port'), 1, 65535);
  if (name !== undefined && !isPortName(name)) {
    invalid(field(fields, 'name'), 'it must be at most 15 lower-case letters, digits and single hyphens', 'engine');
  }
  return name !== undefined && protocol && port !== undefined ? {name, protocol: protocol.number, port} : undefined;
}

import {noFindings} from '../../../plugins/kubernetes/decode.ts';
import {peerAlternatives} from '../../../plugins/kubernetes/peers.ts';
import type {NetworkPolicySpec} from '../../../plugins/kubernetes/schema.ts';
import {selectorMatch} from '../../../plugins/kubernetes/selectors.ts';
import {selector as decodeSelector} from '../../../plugins/kubernetes/shapes.ts';
import {
  type Refusal,
  strictCidrRemarks,
  validatePolicy,
  validateSelector,
} from '../../../plugins/kubernetes/validate.ts';
import {parseAddressStrictly, printAddress} from '../../base/cidr.ts';
import {printPath} from '../../base/json.ts';
import {UnknownValue} from '../../base/unknown-value.ts';
import {connectionEnd} from '../../evaluate/end.ts';
import {noAssumptions} from '../../evaluate/facts.ts';
import {evaluateMatch} from '../../evaluate/match.ts';
import {outside} from '../../evaluate/outside.ts';
import {label, type Match} from '../../ir/match.ts';
import type {Endpoint} from '../../ir/world.ts';
import {readShared} from '../shared.ts';
import {pod, worldOf} from '../small-world.ts';
import {type Check, readTable} from './check.ts';

/** A selector on labels: decoded, validated and matched as a policy's is. Of an error its place is compared. */
export const labelSelectors: Check = table('label-selectors', ([selector = '', labels = '', result = '']) => {
  const ours = selectorAnswer(JSON.parse(selector), JSON.parse(labels));
  return ours === placeOf(result) ? undefined : `${ours}, recorded ${result}`;
});

function selectorAnswer(value: unknown, labels: Record<string, string>): string {
  const found = noFindings();
  const selector = decodeSelector(value, ['selector'], found);
  if (found.types.length > 0 || found.fields.length > 0) return 'error: decode';
  // A peer's selector that is null is no selector, so it matches nothing.
  if (selector === undefined || selector instanceof UnknownValue) return 'false';
  const [refused] = validateSelector(selector, ['selector']);
  return refused ? `error: ${printPath(refused.path)}` : matched(selectorMatch(selector, label), pod('a/web', labels));
}

/** An address in a block without its excepts, on a server without and with strict CIDRs. */
export const cidrs: Check = table('cidrs', ([cidr = '', except = '', address = '', result = '', strict = '']) => {
  const ipBlock = {cidr, ...(except !== '-' && {except: except.split(',')})};
  const spec: NetworkPolicySpec = {policyTypes: ['Egress'], egress: [{to: [{ipBlock}]}]};
  const refusals = validatePolicy({name: 'x'}, spec);
  const ours = refusals[0] ? placeInBlock(refusals[0]) : blockAnswer(spec, address);
  if (ours !== placeOf(result)) return `${ours}, recorded ${result}`;
  const [remark] = [...refusals, ...strictCidrRemarks(spec)];
  const ourStrict = remark ? placeInBlock(remark) : 'ok';
  return ourStrict === placeOf(strict) ? undefined : `strict ${ourStrict}, recorded ${strict}`;
});

function blockAnswer({egress}: NetworkPolicySpec, text: string): string {
  const address = parseAddressStrictly(text);
  if (!address) return 'error: address';
  const [rule] = egress instanceof UnknownValue ? [] : (egress ?? []);
  const peers = peerAlternatives(rule && 'to' in rule ? rule.to : undefined, []);
  const name = printAddress(address);
  return matched(peers?.[0]?.value ?? {is: 'false'}, outside(name, {addresses: [name]}));
}

function placeInBlock({path}: Refusal): string {
  return `error: ${printPath(path).replace('spec.egress[0].to[0].ipBlock.', '')}`;
}

/** `error: cidr: Invalid value: ...` as its place. */
function placeOf(result: string): string {
  return /^error: [^:]*/.exec(result)?.[0] ?? result;
}

function matched(match: Match, endpoint: Endpoint): string {
  const world = worldOf(endpoint);
  const [address] = endpoint.addresses;
  const family = address?.includes(':') ? 6 : 4;
  const end = connectionEnd(endpoint, family, world);
  return String(evaluateMatch(match, {end, other: end, world, assumptions: noAssumptions}));
}

function table(name: string, difference: (cells: readonly string[]) => string | undefined): Check {
  return async function* () {
    const rows = readTable(readShared(`conformance/kubernetes/${name}.tsv`));
    const wrong = rows.flatMap((cells, index) => {
      const why = difference(cells);
      return why === undefined ? [] : [{row: String(index + 1), why: `${cells.slice(0, 3).join(' | ')}: ${why}`}];
    });
    yield {name: `kubernetes/${name}`, total: rows.length, wrong};
  };
}

import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Endpoint} from '../../src/ir/world.ts';
import {readPlain} from '../../src/testing/plain-cilium.ts';
import {pod, worldOf} from '../../src/testing/small-world.ts';
import {conflicts} from './conflicts.ts';

const test = suite('cilium conflicts');

const port = (number: string, more: object = {}) => ({ports: [{port: number, protocol: 'TCP'}], ...more});
const to = (item: object, more: object = {}): object => ({toEndpoints: [{}], toPorts: [item], ...more});
const http = {rules: {http: [{path: '/a'}]}};
const dns = {rules: {dns: [{matchName: 'a.b'}]}};
const listener = (name: string) => ({listener: {name, envoyConfig: {name: 'e'}}});
const tls = (name: string) => ({terminatingTLS: {secret: {name}}});

/** The conflicts of egress rules, each in a policy of its own, `p0`, `p1`, ...: what, and where it was found. */
function found(
  rules: readonly object[],
  subjects: readonly object[] = [],
  pods: readonly Endpoint[] = [],
): readonly string[] {
  const policies = rules.flatMap((rule, index) => {
    const spec = {endpointSelector: subjects[index] ?? {}, egress: [rule]};
    return readPlain({metadata: {name: `p${index}`, namespace: 'a'}, spec}).policies;
  });
  return conflicts(policies, worldOf(...pods)).map(
    ({arguments: {what, first, path}}) => `${what}: ${path} after ${first}`,
  );
}

const second = (what: string): readonly string[] => [
  `${what}: spec.egress[0] after CiliumNetworkPolicy a/p0, spec.egress[0]`,
];

test('different parsers for one peer and port', () => {
  assert.equal(found([to(port('53', http)), to(port('53', dns))]), second('HTTP and DNS for one peer and port'));
  assert.equal(
    found([to(port('80', http)), to(port('80', listener('l')))]),
    second('HTTP and a listener for one peer and port'),
  );
});

test('what has to be the same', () => {
  const required = {authentication: {mode: 'required'}};
  const disabled = {authentication: {mode: 'disabled'}};
  assert.equal(
    found([to(port('80'), required), to(port('80'), disabled)]),
    second('two different values of authentication for one peer and port'),
  );
  assert.equal(
    found([to(port('443', tls('a'))), to(port('443', tls('b')))]),
    second('two different values of terminatingTLS for one peer and port'),
  );
  assert.equal(
    found([to(port('80', listener('l'))), to(port('80', listener('m')))]),
    second('two different values of listener for one peer and port'),
  );
});

test('listeners of different priority', () => {
  const at = (name: string, priority: number) => ({listener: {name, priority, envoyConfig: {name: 'e'}}});
  assert.equal(found([to(port('80', at('l', 1))), to(port('80', at('m', 2)))]), []);
  assert.is(found([to(port('80', at('l', 1))), to(port('80', at('m', 1)))]).length, 1);
});

test('server names after HTTP without TLS; the other way round Cilium merges', () => {
  const names = {serverNames: ['a.b']};
  assert.equal(
    found([to(port('443', http)), to(port('443', names))]),
    second('serverNames and HTTP without terminatingTLS'),
  );
  assert.equal(found([to(port('443', names)), to(port('443', http))]), []);
  assert.equal(found([to(port('443', {...http, ...tls('a')})), to(port('443', names))]), []);
});

test('what Cilium merges or keeps apart', () => {
  assert.equal(found([to(port('80', http)), to(port('80'))]), []);
  assert.equal(found([to(port('80', http)), to(port('80', {rules: {http: [{path: '/b'}]}}))]), []);
  assert.equal(found([to(port('80', http)), to(port('81', listener('l')))]), [], 'another port');
  const entities = {toEntities: ['cluster'], toPorts: [port('80', listener('l'))]};
  assert.equal(found([to(port('80', http)), entities]), [], 'another selector');
});

test('subjects that are written differently meet in a pod', () => {
  const rules = [to(port('80', http)), to(port('80', listener('l')))];
  const what = second('HTTP and a listener for one peer and port');
  const [x, y] = ['x', 'y'].map((app) => ({matchLabels: {app}}));
  const front = {matchLabels: {tier: 'front'}};
  const at = (labels: Record<string, string>) => [pod('one', labels, {namespace: 'a'})];
  assert.equal(found(rules, [{}, x ?? {}]), what, 'a part of the other');
  assert.equal(found(rules, [x ?? {}, front]), [], 'nobody knows');
  assert.equal(found(rules, [x ?? {}, front], at({app: 'x', tier: 'front'})), what);
  assert.equal(found(rules, [x ?? {}, front], at({app: 'y', tier: 'front'})), []);
  assert.equal(found(rules, [{}, x ?? {}], at({app: 'y'})), []);
  assert.equal(found(rules, [x ?? {}, y ?? {}], at({app: 'x'})), []);
});

test('two rules of one object conflict too, and each is told once', () => {
  const spec = {endpointSelector: {}, egress: [to(port('53', http)), to(port('53', dns))]};
  assert.is(conflicts(readPlain({spec}).policies, worldOf()).length, 1);
});

test.run();

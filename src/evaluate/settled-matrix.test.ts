import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {allTraffic, numberedPorts, printTraffic, protocolPorts, type Traffic} from '../ir/traffic.ts';
import type {ConnectivityMatrix, MatrixItem, Party} from './connectivity.ts';
import {settledMatrix} from './settled-matrix.ts';

const test = suite('settled matrix');

const party = (name: string): Party => ({name, kind: 'pod', labels: {}});
const [from, to] = [party('a/x'), party('a/y')];
const tcp = (low: number, high = low): Traffic => [protocolPorts(6, numberedPorts([[low, high]]))];
const anyTcp: Traffic = [protocolPorts(6)];
const udp: Traffic = [protocolPorts(17)];

const nobody = {egress: {reason: null, by: []}, ingress: {reason: null, by: []}};

function matrixOf(connections: Traffic, unknown: Traffic = [], facts: readonly string[] = ['f']): ConnectivityMatrix {
  const unknowns = unknown.length > 0 ? facts : [];
  const item: MatrixItem = {from, to, connections, unknown, unknowns, because: () => nobody};
  const all = connections.length + unknown.length > 0 ? [item] : [];
  return {parties: [from, to], count: all.length, cidrs: new Set(), items: () => all, reasons: () => nobody};
}

/** `allowed | perhaps | why` of the only pair; `-` where nothing passes. */
function settled(shown: ConnectivityMatrix, clear: ConnectivityMatrix, hidesAddresses = false): string {
  const matrix = settledMatrix(shown, clear, {asked: allTraffic, hidesAddresses});
  const items = [...matrix.items()];
  assert.is(matrix.count, items.length);
  return items
    .map(({connections, unknown, settledBy}) =>
      [printTraffic(connections), printTraffic(unknown), settledBy?.join() ?? ''].join(' | '),
    )
    .join();
}

test('what is certain anyway stays as it is', () => {
  assert.is(settled(matrixOf(tcp(80)), matrixOf(tcp(80))), 'TCP :80 | no traffic | ');
});

test('what hangs on a hidden value passes as a whole, or not at all', () => {
  assert.is(settled(matrixOf([], tcp(80)), matrixOf(tcp(80))), 'TCP :80 | no traffic | f');
  assert.is(settled(matrixOf([], tcp(80)), matrixOf([])), '');
  assert.is(settled(matrixOf(tcp(80), udp), matrixOf(tcp(80))), 'TCP :80 | no traffic | f');
});

test('bounds that only the hidden value tells are not told', () => {
  assert.is(settled(matrixOf([], anyTcp), matrixOf(tcp(5432))), 'no traffic | TCP | ');
  assert.is(settled(matrixOf([], [...anyTcp, ...udp]), matrixOf([...tcp(5432), ...udp])), 'UDP | TCP | f');
});

test('what stays unknown for other reasons stays so', () => {
  assert.is(settled(matrixOf([], tcp(80)), matrixOf([], tcp(80))), 'no traffic | TCP :80 | ');
});

test('a policy that is hidden as a whole may close what is shown, or open what is not', () => {
  const hidden = 'a policy that is sensitive as a whole';
  assert.is(settled(matrixOf(tcp(80)), matrixOf([])), '');
  assert.is(settled(matrixOf(tcp(1, 99)), matrixOf(tcp(1, 50))), `no traffic | TCP :1-99 | ${hidden}`);
  assert.is(settled(matrixOf([]), matrixOf(allTraffic)), `any | no traffic | ${hidden}`);
  assert.is(settled(matrixOf([]), matrixOf(tcp(5432))), `no traffic | any | ${hidden}`);
});

test('outside, where blocks of addresses are hidden, nothing open is settled', () => {
  assert.is(settled(matrixOf([], tcp(80)), matrixOf(tcp(80)), true), 'no traffic | TCP :80 | ');
  assert.is(
    settled(matrixOf(tcp(80)), matrixOf([]), true),
    'no traffic | TCP :80 | a policy that is sensitive as a whole',
  );
});

test.run();

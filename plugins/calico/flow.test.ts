import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readGoldmaneFlow} from './flow.ts';

const test = suite('recorded flows of Calico');

const base = {
  start_time: '2026-01-01T00:00:00Z',
  action: 'Deny',
  source_name: 'web-7d9c5b8f6d-*',
  source_namespace: 'shop',
  source_labels: 'app=web | tier=front',
  dest_name: 'PUBLIC NETWORK',
  dest_namespace: '-',
  protocol: 'tcp',
  dest_port: 443,
  reporter: 'Src',
};

test('aggregated names, labels in one text, and outside ends without an address', () => {
  assert.equal(readGoldmaneFlow(base), {
    flow: {
      from: {is: 'pod', namespace: 'shop', name: 'web-7d9c5b8f6d-*', labels: ['app=web', 'tier=front']},
      to: {is: 'hidden', name: 'public network'},
      protocol: 6,
      port: 443,
      family: 4,
      recorded: 'deny',
      side: 'egress',
    },
  });
});

test('Pass decides nothing, and other records are of another form', () => {
  assert.equal(readGoldmaneFlow({...base, action: 'Pass'}), {skipped: true});
  assert.is(readGoldmaneFlow({flow: {}}), undefined);
});

test('what cannot be understood says where', () => {
  for (const [field, value] of [
    ['protocol', 'none'],
    ['dest_port', 'https'],
    ['source_name', 4],
  ] as const) {
    const reading = readGoldmaneFlow({...base, [field]: value});
    assert.match(reading && 'bad' in reading ? reading.bad : '', field);
  }
});

test.run();

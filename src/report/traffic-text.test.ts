import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {box, numberedPorts, ports, protocolPorts, type TrafficBox, traffic} from '../ir/traffic.ts';
import {trafficJson} from './traffic-json.ts';
import {trafficText} from './traffic-text.ts';

const test = suite('traffic');
const tcp = 6;
const udp = 17;

const cases: readonly (readonly [string, readonly TrafficBox[], unknown])[] = [
  ['any traffic', [{}], [{protocol: 'any'}]],
  ['no traffic', [], []],
  ['any TCP port', [protocolPorts(tcp)], [{protocol: 'TCP'}]],
  ['any TCP port', [protocolPorts(tcp, numberedPorts([[1, 65535]]))], [{protocol: 'TCP'}]],
  [
    'TCP 80,443,8000-8080',
    [
      protocolPorts(tcp, numberedPorts([[443, 443]])),
      protocolPorts(tcp, numberedPorts([[80, 80]])),
      protocolPorts(tcp, numberedPorts([[8000, 8080]])),
    ],
    [
      {protocol: 'TCP', ports: '443'},
      {protocol: 'TCP', ports: '80'},
      {protocol: 'TCP', ports: '8000-8080'},
    ],
  ],
  [
    'TCP 80, UDP dns',
    [protocolPorts(udp, ports({names: [{name: 'dns'}]})), protocolPorts(tcp, numberedPorts([[80, 80]]))],
    [
      {protocol: 'TCP', ports: '80'},
      {protocol: 'UDP', ports: 'dns'},
    ],
  ],
  [
    'TCP all but ssh',
    [protocolPorts(tcp, ports({numbers: [[0, 65535]], exceptNames: ['ssh']}))],
    [{protocol: 'TCP', ports: 'all but ssh'}],
  ],
  ['ICMP type 8/0', [box({protocols: [[1, 1]], icmp: [[2048, 2048]]})], [{protocol: 'ICMP', types: '8/0'}]],
  ['ICMP type 8/*', [box({protocols: [[1, 1]], icmp: [[2048, 2303]]})], [{protocol: 'ICMP', types: '8/*'}]],
  ['any ICMPv6', [box({protocols: [[58, 58]]})], [{protocol: 'ICMPv6'}]],
  ['protocol 99', [box({protocols: [[99, 99]]})], [{protocol: 99}]],
  [
    'protocols 0-5, protocols 7-255',
    [
      box({
        protocols: [
          [0, 5],
          [7, 255],
        ],
      }),
    ],
    [{protocol: '0-5'}, {protocol: '7-255'}],
  ],
  ['any traffic over IPv6', [box({family: 6})], [{protocol: 'any', family: 6}]],
  [
    'UDP 53 from source port 1024-65535',
    [
      box({
        protocols: [[udp, udp]],
        ports: numberedPorts([[53, 53]]),
        sourcePorts: numberedPorts([[1024, 65535]]),
      }),
    ],
    [{protocol: 'UDP', ports: '53', sourcePorts: '1024-65535'}],
  ],
];

for (const [text, boxes, json] of cases) {
  test(text, () => {
    assert.is(trafficText(traffic(boxes)), text);
    assert.equal(trafficJson(traffic(boxes)), json);
  });
}

test('a port name is untrusted', () => {
  assert.is(trafficText([protocolPorts(tcp, ports({names: [{name: 'a\u001b'}]}))]), 'TCP a\\u001b');
});

test.run();

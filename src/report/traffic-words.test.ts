import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {box, numberedPorts, ports, protocolPorts, type Traffic} from '../ir/traffic.ts';
import {passingText, trafficWords} from './traffic-words.ts';

const test = suite('traffic in a table');
const words = trafficWords();

const cases: readonly (readonly [string, Traffic])[] = [
  ['all', [{}]],
  ['all', [box({protocols: [[0, 255]]})]],
  ['TCP 80', [protocolPorts(6, numberedPorts([[80, 80]]))]],
  ['any UDP port', [protocolPorts(17)]],
  [
    'all but IPIP',
    [
      box({
        protocols: [
          [0, 3],
          [5, 255],
        ],
      }),
    ],
  ],
  [
    'all but UDP 4789',
    [
      box({
        protocols: [
          [0, 16],
          [18, 255],
        ],
      }),
      protocolPorts(
        17,
        numberedPorts([
          [1, 4788],
          [4790, 65535],
        ]),
      ),
    ],
  ],
  // A port that another box opens for the whole protocol is not missing.
  [
    'all but UDP 53',
    [
      box({
        protocols: [
          [0, 16],
          [18, 255],
        ],
      }),
      protocolPorts(6, numberedPorts([[1, 79]])),
      protocolPorts(
        17,
        numberedPorts([
          [1, 52],
          [54, 65535],
        ]),
      ),
    ],
  ],
  // What hangs on names, source ports, types or families has no plain rest.
  ['TCP http', [protocolPorts(6, ports({names: [{name: 'http'}]}))]],
  [
    'protocols 0-5, protocols 7-255 over IPv4',
    [
      box({
        protocols: [
          [0, 5],
          [7, 255],
        ],
        family: 4,
      }),
    ],
  ],
];

for (const [expected, traffic] of cases) {
  test(expected, () => assert.is(words(traffic), expected));
}

test('what is not known is marked, nothing is no word', () => {
  const tcp = [protocolPorts(6)];
  assert.is(passingText({connections: [{}], unknown: []}, words), 'all');
  assert.is(passingText({connections: tcp, unknown: [{}]}, words), 'any TCP port, perhaps all');
  assert.is(passingText({connections: [], unknown: tcp}, words), 'perhaps any TCP port');
  assert.is(passingText({connections: [], unknown: []}, words), '');
});

test.run();

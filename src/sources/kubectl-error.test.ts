import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {failedGroups, kubectlFailure, kubectlWords} from './kubectl-error.ts';

const test = suite('kubectl error');

const refused = `E1121 10:34:53.509699    6887 memcache.go:265] "Unhandled Error" err="couldn't get"
E1121 10:34:53.511240    6887 memcache.go:265] "Unhandled Error" err="couldn't get"
The connection to the server localhost:8080 was refused - did you specify the right host or port?
`;

// The texts of conformance/kubectl.md.
const failures: readonly (readonly [string, string])[] = [
  ['absent', `error: the server doesn't have a resource type "foos"`],
  ['absent', 'Error from server (NotFound): the server could not find the requested resource'],
  [
    'forbidden',
    'Error from server (Forbidden): ciliumnetworkpolicies.cilium.io is forbidden: User "limited" cannot list resource',
  ],
  ['kind', 'Error from server (ServiceUnavailable): the server is currently unable to handle the request'],
  ['kind', 'Error from server: etcdserver: request timed out'],
  ['everything', 'error: You must be logged in to the server (Unauthorized)'],
  ['everything', refused],
  ['everything', 'Error in configuration: context was not found for specified context: nope'],
  ['everything', 'error: stat FILE: no such file or directory'],
  ['everything', ''],
  ['everything', 'Segmentation fault'],
];

for (const [failure, stderr] of failures) {
  test(`${failure}: ${stderr.slice(0, 60)}`, () => assert.is(kubectlFailure(stderr), failure));
}

test("kubectl's words stay, its log does not", () => {
  assert.is(
    kubectlWords(refused),
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
  );
  assert.is(kubectlWords('Warning: old\nerror: a\nerror: a\n\nb\n'), 'a; b');
  assert.is(kubectlWords(''), 'kubectl gave no reason');
});

test('what a server or a plugin wrote cannot steer a terminal and is not endless', () => {
  assert.is(kubectlWords('a\u001b[31mred\u0007\u202e\u009b'), 'a\\u001b[31mred\\u0007\\u202e\\u009b');
  assert.is(kubectlWords('x'.repeat(10_000)).length, 303);
});

test('groups whose API server is down', () => {
  const down = 'the server is currently unable to handle the request';
  const line = 'error: unable to retrieve the complete list of server APIs: ';
  assert.equal(
    [...failedGroups(`${line}projectcalico.org/v3: ${down}, metrics.k8s.io/v1beta1: stale GroupVersion discovery: x`)],
    [
      ['projectcalico.org', down],
      ['metrics.k8s.io', 'stale GroupVersion discovery: x'],
    ],
  );
  assert.equal([...failedGroups(refused)], []);
});

test.run();

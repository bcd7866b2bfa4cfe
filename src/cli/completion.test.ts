import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {commandsOf} from './command-manifest.ts';
import {type CompletionContext, complete, printCompletion} from './completion.ts';

const test = suite('completion');

const shared = {
  filename: {type: 'option', char: 'f', multiple: true, description: 'file or directory'},
  namespace: {type: 'option', char: 'n', description: 'the namespace'},
  context: {type: 'option', description: 'the kubeconfig context'},
  'as-group': {type: 'option', multiple: true},
  output: {type: 'option', char: 'o', options: ['json', 'yaml', 'wide']},
  recursive: {type: 'boolean', char: 'R', description: 'also below'},
  cni: {type: 'option'},
};
const commands = commandsOf({
  commands: {
    can: {
      description: 'may this connection open?',
      args: {from: {}, to: {}, port: {}},
      flags: {...shared, connections: {type: 'option'}, expect: {type: 'boolean'}},
    },
    convert: {summary: 'say the same', flags: {...shared, to: {type: 'option', options: ['calico', 'cilium']}}},
    'describe-effective': {summary: 'what really holds', strict: false, args: {target: {}}, flags: shared},
    diff: {args: {before: {}, after: {}}, flags: shared},
    matrix: {flags: {...shared, focus: {type: 'option', multiple: true}, to: {type: 'option', multiple: true}}},
  },
});

const pods = 'get deployments.apps,statefulsets.apps,daemonsets.apps,cronjobs.batch,jobs.batch,pods';
const answers: Readonly<Record<string, string>> = {
  'get namespaces --no-headers': 'default Active\nshop Active\n',
  'get namespaces --no-headers --context=b --as-group=x --as-group=y': 'other Active\n',
  'config view --output=json': JSON.stringify({
    contexts: [
      {name: 'a', context: {cluster: 'prod\u001b[31m\nx'}},
      {name: 'b\u001b]0;x\u0007', context: {cluster: 'c'}},
      {name: 'b b', context: {cluster: 'c'}},
    ],
  }),
  [`${pods} --show-kind --no-headers --all-namespaces`]: 'shop pod/web 1/1\nops pod/agent 1/1\n',
  [`${pods} --show-kind --no-headers --namespace=shop`]: 'pod/web 1/1\n',
};

function answered(...words: readonly string[]): Promise<string> {
  const context: CompletionContext = {
    commands,
    ask: async (question) => answers[question.join(' ')] ?? '',
    values: {cni: ['spec', 'calico']},
  };
  return complete(words, context).then(printCompletion);
}

const cases: readonly (readonly [readonly string[], string])[] = [
  // Verbs
  [
    [''],
    'can\tmay this connection open?\nconvert\tsay the same\ndescribe-effective\twhat really holds\ndiff\nmatrix\n:4\n',
  ],
  [['co'], 'convert\tsay the same\n:4\n'],
  [['-n', 'x', 'co'], 'convert\tsay the same\n:4\n'],
  [['help', 'd'], 'describe-effective\twhat really holds\ndiff\n:4\n'],
  [['nope', ''], ':4\n'],
  [
    [],
    'can\tmay this connection open?\nconvert\tsay the same\ndescribe-effective\twhat really holds\ndiff\nmatrix\n:4\n',
  ],

  // Flags
  [['can', '--co'], '--connections\n--context\tthe kubeconfig context\n:4\n'],
  [['can', '--context', 'a', '--co'], '--connections\n:4\n'],
  [['can', '-f', 'x', '--f'], '--filename\tfile or directory\n:4\n'],
  [['can', '-R', '--r'], ':4\n'],
  [['--r'], '--recursive\talso below\n:4\n'],
  [['--ex'], ':4\n'],
  [['can', '--', '--co'], ':4\n'],

  // Values
  [['convert', '--to', ''], 'calico\ncilium\n:4\n'],
  [['convert', '--to=ci'], 'cilium\n:4\n'],
  [['can', '-o', 'j'], 'json\n:4\n'],
  [['can', '-Ro', 'j'], 'json\n:4\n'],
  [['can', '--cni', 's'], 'spec\n:4\n'],
  [['can', '-f', ''], ':0\n'],
  [['can', '--connections', 'x'], ':0\n'],
  [['can', '--as-group', ''], ':4\n'],

  // Names of the cluster
  [['can', '-n', ''], 'default\nshop\n:4\n'],
  [['can', '--namespace=s'], 'shop\n:4\n'],
  [['can', '--context', 'b', '--as-group=x', '--as-group', 'y', '-n', ''], 'other\n:4\n'],
  [['can', '--context', ''], 'a\tprod [31m x\n:4\n'],
  [['can', ''], 'ops/agent\tPod\nshop/web\tPod\n:4\n'],
  [['can', 's'], 'shop/web\tPod\n:4\n'],
  [['can', 'shop/web', 'o'], 'ops/agent\tPod\n:4\n'],
  [['can', '-n', 'shop', ''], 'po/web\tPod\n:4\n'],
  [['can', '-nshop', ''], 'po/web\tPod\n:4\n'],
  [['can', 'a', 'b', ''], ':4\n'],
  [['can', 'a', 'b', '80', ''], ':4\n'],
  [['describe-effective', 'a', 'b', 's'], 'shop/web\tPod\n:4\n'],
  [['matrix', '--focus', 's'], 'shop/web\tPod\n:4\n'],
  [['matrix', '--focus', 'ns/'], 'ns/default\nns/shop\n:4\n'],
  [['matrix', '--to=namespace/s'], 'namespace/shop\n:4\n'],
  [['matrix', '-f', 'x', '--to', 'ns/'], ':4\n'],
  [['matrix', ''], ':4\n'],

  // Files
  [['can', '-f', 'x.yaml', ''], ':4\n'],
  [['diff', ''], ':0\n'],
  [['diff', 'x', ''], ':0\n'],
  [['diff', 'x', 'y', ''], ':4\n'],
];

for (const [words, expected] of cases) {
  test(JSON.stringify(words), async () => assert.is(await answered(...words), expected));
}

test('whatever is typed, the answer is lines and a directive', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      '',
      '-',
      '--',
      '-n',
      '-nR',
      '--to=',
      '--=',
      '-=',
      'can',
      'convert',
      'shop/',
      'a/b/c/d',
      '__proto__',
    ),
    fc.string({maxLength: 6}),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, {maxLength: 6}), async (words) => {
      assert.match(await answered(...words), /^([^\s\p{Cc}]+(\t[^\p{Cc}]+)?\n)*:[04]\n$/u);
    }),
    {seed: 2, numRuns: 500},
  );
});

test.run();

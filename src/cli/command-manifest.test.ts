import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {commandsOf} from './command-manifest.ts';

const test = suite('command manifest');

test('verbs, flags and arguments as oclif writes them', () => {
  const manifest = {
    version: '1.0.0',
    commands: {
      convert: {
        id: 'convert',
        summary: 'say the same in another dialect\nand more',
        description: 'long',
        strict: false,
        args: {target: {name: 'target', description: 'x', required: false}, kind: {options: ['a', 'b', 3]}},
        flags: {
          to: {name: 'to', type: 'option', description: 'the dialect', options: ['calico'], multiple: false},
          filename: {name: 'filename', char: 'f', type: 'option', multiple: true},
          debug: {name: 'debug', type: 'boolean', hidden: true},
          recursive: {name: 'recursive', char: 'R', type: 'boolean', allowNo: false},
        },
      },
      secret: {hidden: true},
      can: {description: 'may this connection open?'},
    },
  };
  const flag = {description: '', multiple: false, options: [], takesValue: false};
  assert.equal(commandsOf(manifest), [
    {name: 'can', description: 'may this connection open?', flags: [], arguments: [], variadic: false},
    {
      name: 'convert',
      description: 'say the same in another dialect',
      flags: [
        {...flag, name: 'filename', char: 'f', takesValue: true, multiple: true},
        {...flag, name: 'recursive', char: 'R'},
        {...flag, name: 'to', description: 'the dialect', takesValue: true, options: ['calico']},
      ],
      arguments: [
        {name: 'target', options: []},
        {name: 'kind', options: ['a', 'b']},
      ],
      variadic: true,
    },
  ]);
});

test('anything else is no verb', () => {
  for (const manifest of [undefined, null, 3, [], {}, {commands: 3}, {commands: {a: 3, b: null}}]) {
    assert.equal(commandsOf(manifest), []);
  }
  const odd = commandsOf({commands: {a: {flags: [1], args: 'x', description: 3}}});
  assert.equal(odd, [{name: 'a', description: '', flags: [], arguments: [], variadic: false}]);
});

test.run();

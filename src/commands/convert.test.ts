import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {commandsOf} from '../cli/command-manifest.ts';
import {complete, printCompletion} from '../cli/completion.ts';
import Convert from './convert.ts';

const test = suite('convert command');

test('the prompt offers every dialect and form that can be written', async () => {
  const {summary, flags} = Convert;
  const commands = commandsOf({commands: {convert: {summary, flags}}});
  const answered = async (...words: readonly string[]): Promise<string> =>
    printCompletion(await complete(words, {commands, ask: async () => '', values: {}}));
  assert.is(await answered('convert', '--to', 'a'), 'admin\n:4\n');
  assert.is(await answered('convert', '--to', ''), 'terraform\ncalico\ncilium\nkubernetes\nadmin\n:4\n');
  assert.is(await answered('convert', '--from', 'ad'), ':4\n');
});

test.run();

#!/usr/bin/env node
// Installed as kubectl_complete-netpol: kubectl runs it with the words after `kubectl netpol`, the last one being under
// the cursor. It must answer in a blink, so it reads the manifest and loads no command (ecosystem.md section 4).
import {readdirSync, readFileSync} from 'node:fs';
import {dialects} from '../dist/plugins/index.js';
import {commandsOf} from '../dist/src/cli/command-manifest.js';
import {complete, printCompletion} from '../dist/src/cli/completion.js';

/** A person waits at the prompt. */
const limits = {milliseconds: 5000, bytes: 16_000_000};

/** The manifest is made when the package is; in a working copy the commands themselves are asked. */
async function manifest() {
  try {
    return JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'));
  } catch {
    return {commands: Object.fromEntries(await commandClasses())};
  }
}

function commandClasses() {
  const directory = new URL('../dist/src/commands/', import.meta.url);
  const names = readdirSync(directory).filter((name) => name.endsWith('.js') && !name.endsWith('.test.js'));
  return Promise.all(
    names.map(async (name) => {
      const {default: command} = await import(new URL(name, directory).href);
      const {summary, description, hidden, strict, args} = command;
      const flags = {...command.baseFlags, ...command.flags};
      return [name.slice(0, -3), {summary, description, hidden, strict, args, flags}];
    }),
  );
}

async function ask(words) {
  const {runKubectl} = await import('../dist/src/sources/kubectl.js');
  const result = await runKubectl(process.env.KUBECTL_PATH || 'kubectl', words, limits);
  return result.outcome === 'exit' ? result.stdout.toString('utf8') : '';
}

try {
  const values = {cni: ['auto', ...dialects.flatMap(({profiles}) => profiles)]};
  const commands = commandsOf(await manifest());
  process.stdout.write(printCompletion(await complete(process.argv.slice(2), {commands, ask, values})));
} catch {
  // A prompt is no place for an error: nothing is offered.
  process.stdout.write(':4\n');
}

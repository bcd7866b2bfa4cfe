import type {Command, Interfaces} from '@oclif/core';
import {Help as OclifHelp} from '@oclif/core/help';
import {unknownVerbMessage} from './unknown-verb.ts';
import {UsageError} from './usage-error.ts';

/**
 * People type `kubectl netpol`, so help says that. The program's name in the configuration stays `kubectl-netpol`,
 * since oclif makes names of environment variables of it (ecosystem.md section 4).
 */
export default class Help extends OclifHelp {
  constructor(config: Interfaces.Config, options: Partial<Interfaces.HelpOptions> = {}) {
    super(Object.create(config, {bin: {value: 'kubectl netpol', enumerable: true}}), {
      ...options,
      flagSortOrder: 'none',
    });
  }

  override async showHelp(words: string[]): Promise<void> {
    const [word] = words;
    if (word !== undefined && !word.startsWith('-') && !this.config.findCommand(word)) {
      throw new UsageError(unknownVerbMessage(word, this.config.commandIDs));
    }
    await super.showHelp(words);
  }

  /** Each verb with the question it answers and one example. */
  protected override async showRootHelp(): Promise<void> {
    this.log(
      [
        this.config.pjson.description ?? '',
        '',
        ...this.sortedCommands.flatMap((command) => [
          `  ${command.id}: ${command.summary ?? ''}`,
          `      ${firstExample(command)}`,
          '',
        ]),
        "See 'kubectl netpol VERB --help' for the flags of a verb.",
      ].join('\n'),
    );
  }
}

function firstExample({examples = []}: Command.Loadable): string {
  const [first] = examples;
  return typeof first === 'string' ? first : (first?.command ?? '');
}

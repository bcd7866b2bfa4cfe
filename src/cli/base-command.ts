import {Command} from '@oclif/core/command';
import {Config} from '@oclif/core/config';
import {commonFlags, connectionFlags} from './flags.ts';

/** What `main` needs of a command. */
export interface VerbClass {
  readonly execute: (words: readonly string[], root: string) => Promise<void>;
}

/**
 * oclif's configuration without what it gathers for plugins, themes and updates, which none of our verbs uses. Loading
 * all of it would double the time a small answer takes (ecosystem.md section 3).
 */
class BareConfig extends Config {
  override bin = 'kubectl-netpol';

  override async runHook(): Promise<{failures: []; successes: []}> {
    return {failures: [], successes: []};
  }
}

/** What all verbs share: the flags of cli.md section 1. Errors go on to `main`, which alone decides the exit code. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {...commonFlags, ...connectionFlags};

  /** Runs the verb with the words behind it. */
  static async execute(
    this: new (
      words: string[],
      config: Config,
    ) => BaseCommand,
    words: readonly string[],
    root: string,
  ): Promise<void> {
    await new this([...words], new BareConfig({root})).run();
  }
}

import {Command} from '@oclif/core/command';
import {commonFlags, connectionFlags} from './flags.ts';

/** What all verbs share: the flags of cli.md section 1. Errors go on to `main`, which alone decides the exit code. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {...commonFlags, ...connectionFlags};

  protected override async catch(error: Error): Promise<never> {
    throw error;
  }
}

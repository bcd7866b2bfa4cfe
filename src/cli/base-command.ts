import type {Interfaces} from '@oclif/core';
import {type ArgInput, type FlagInput, type Input, parse} from '@oclif/core/parser';
import {commonFlags, connectionFlags} from './flags.ts';

/** What `main` needs of a command. */
export interface VerbClass {
  readonly run: (words: readonly string[]) => Promise<void>;
}

/** Flags or arguments by name, each with a type of its own. */
type Values = Record<string, unknown>;

/**
 * What all verbs share: the flags of cli.md section 1. A command as oclif's help and manifest know it, which parses with
 * oclif's parser and does without the rest of its `Command`: that loads what plugins, themes and updates need, and would
 * double the time a small answer takes (ecosystem.md section 3). Errors go on to `main`, which alone decides the exit
 * code.
 */
export abstract class BaseCommand {
  static baseFlags = {...commonFlags, ...connectionFlags};
  static aliases: string[] = [];
  static strict = true;
  static summary = '';
  static usage: string[] = [];
  static examples: string[] = [];
  static args: ArgInput = {};
  static flags: FlagInput = {};

  readonly #words: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** Runs the verb with the words behind it. */
  static async run(this: new (words: readonly string[]) => BaseCommand, words: readonly string[]): Promise<void> {
    await new this(words).run();
  }

  abstract run(): Promise<void>;

  /** The words as the verb's flags and arguments; wrong usage is thrown as an error of oclif's. */
  protected parse<F extends Values, B extends Values, A extends Values>(
    command: Input<F, B, A>,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const flags: FlagInput = {...command.baseFlags, ...command.flags};
    return parse([...this.#words], {...command, flags});
  }
}

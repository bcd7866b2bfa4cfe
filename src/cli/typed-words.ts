import type {CommandInfo, FlagInfo} from './command-manifest.ts';

/** What the words before the cursor say, and what kind of word is being typed. */
export interface TypedWords {
  /** The verb, when one was typed and is known. */
  readonly command: CommandInfo | undefined;
  /** The first positional word, known or not. */
  readonly verb: string | undefined;
  /** The flag whose value is being typed. */
  readonly awaiting: FlagInfo | undefined;
  /** The part of the word that is to be completed: without `--flag=`. */
  readonly current: string;
  /** Positional words after the verb, the current one left out. */
  readonly positionals: readonly string[];
  /** Flags that were given, by long name, with their values in order. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** After `--`: nothing more is a flag. */
  readonly flagsEnded: boolean;
}

/**
 * Reads the words after `kubectl netpol` as the command line would, the last one being under the cursor. The verb comes
 * first: kubectl hands over nothing where a flag stands before the plugin's name, and flags before the verb are
 * understood as far as every verb has them.
 */
export function typedWords(words: readonly string[], commands: readonly CommandInfo[]): TypedWords {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  let verb: string | undefined;
  let awaiting: FlagInfo | undefined;
  let flagsEnded = false;

  const command = (): CommandInfo | undefined => commands.find(({name}) => name === verb);
  const note = (flag: FlagInfo, value: string): void => {
    given.set(flag.name, [...(given.get(flag.name) ?? []), value]);
  };
  for (const word of before) {
    if (awaiting) {
      note(awaiting, word);
      awaiting = undefined;
    } else if (!flagsEnded && word === '--') {
      flagsEnded = true;
    } else if (!flagsEnded && word.startsWith('-') && word !== '-') {
      const {flag, value} = flagOf(word, flagsFor(command(), commands));
      if (flag && (value !== undefined || !flag.takesValue)) note(flag, value ?? '');
      else awaiting = flag;
    } else if (verb === undefined) {
      verb = word;
    } else {
      positionals.push(word);
    }
  }

  const common = {command: command(), verb, positionals, given, flagsEnded};
  if (awaiting || flagsEnded || !/^--[^=]+=/.test(last)) return {...common, awaiting, current: last};
  const {flag, value = ''} = flagOf(last, flagsFor(common.command, commands));
  return flag?.takesValue
    ? {...common, awaiting: flag, current: value}
    : {...common, awaiting: undefined, current: last};
}

/** The flags of the verb; before a verb those that all verbs share. */
export function flagsFor(command: CommandInfo | undefined, commands: readonly CommandInfo[]): readonly FlagInfo[] {
  if (command) return command.flags;
  const [first, ...others] = commands;
  return (first?.flags ?? []).filter(({name}) => others.every(({flags}) => flags.some((flag) => flag.name === name)));
}

/** `--name`, `--name=value`, `-n`, `-nvalue`; a cluster of short switches counts as the last of them. */
function flagOf(word: string, flags: readonly FlagInfo[]): {readonly flag?: FlagInfo; readonly value?: string} {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    const flag = flags.find((each) => each.name === name);
    return {...(flag && {flag}), ...(equals >= 0 && {value: word.slice(equals + 1)})};
  }
  for (let index = 1; index < word.length; index++) {
    const flag = flags.find(({char}) => char === word[index]);
    const rest = word.slice(index + 1);
    if (!flag) return {};
    if (flag.takesValue) return rest === '' ? {flag} : {flag, value: rest.replace(/^=/, '')};
    if (rest === '') return {flag};
  }
  return {};
}

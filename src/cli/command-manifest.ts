import {isObject} from '../base/json.ts';
import {compareText} from '../base/order.ts';

/** What completion needs to know of a verb. */
export interface CommandInfo {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly FlagInfo[];
  /** Positional arguments in their order. */
  readonly arguments: readonly ArgumentInfo[];
  /** The last argument may be repeated. */
  readonly variadic: boolean;
}

export interface FlagInfo {
  readonly name: string;
  readonly char?: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly multiple: boolean;
  readonly options: readonly string[];
}

export interface ArgumentInfo {
  readonly name: string;
  readonly options: readonly string[];
}

/**
 * The verbs in an `oclif.manifest.json`, or in the same shape put together from the command classes. Hidden verbs and
 * flags are left out, and so is whatever has not the expected shape. Sorted by name.
 */
export function commandsOf(manifest: unknown): readonly CommandInfo[] {
  const commands = isObject(manifest) && isObject(manifest.commands) ? manifest.commands : {};
  return Object.entries(commands)
    .flatMap(([name, value]) => (isObject(value) && value.hidden !== true ? [command(name, value)] : []))
    .sort((a, b) => compareText(a.name, b.name));
}

function command(name: string, value: Readonly<Record<string, unknown>>): CommandInfo {
  return {
    name,
    description: summary(value),
    flags: entries(value.flags)
      .map(([flag, details]) => ({
        name: flag,
        ...(typeof details.char === 'string' && {char: details.char}),
        description: summary(details),
        takesValue: details.type === 'option',
        multiple: details.multiple === true,
        options: texts(details.options),
      }))
      .sort((a, b) => compareText(a.name, b.name)),
    arguments: entries(value.args).map(([argument, details]) => ({name: argument, options: texts(details.options)})),
    variadic: value.strict === false,
  };
}

function entries(value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, details]) =>
    isObject(details) && details.hidden !== true ? [[name, details] as const] : [],
  );
}

/** The first line: a summary where there is one, else of the description. */
function summary({summary, description}: Readonly<Record<string, unknown>>): string {
  const text = [summary, description].find((each) => typeof each === 'string');
  return typeof text === 'string' ? (text.split('\n')[0] ?? '') : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

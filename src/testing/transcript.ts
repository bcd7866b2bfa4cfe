import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {delimiter, dirname, join, resolve, sep} from 'node:path';
import {realKubectl} from './kubectl.ts';
import {projectDirectory} from './shared.ts';

/**
 * Command lines with their output, written in Markdown as a user would show them: fenced blocks marked `console`, in
 * which a line that begins with `$ ` is a shell command and what follows, up to the next such line, is what a terminal
 * would show. `$ echo $?` behind a command shows its exit code; where it does not stand, the code must be 0. A command
 * that ends in a backslash goes on in the next line. Any other fenced block whose mark has a file name behind the
 * language (`yaml policies.yaml`) is a file that the commands find.
 */
export interface Transcript {
  readonly files: readonly {readonly name: string; readonly text: string}[];
  readonly commands: readonly TranscriptCommand[];
}

export interface TranscriptCommand {
  /** The line of the `$`, from 1. */
  readonly line: number;
  readonly command: string;
  readonly output: string;
  readonly code: number;
  /** The lines of the output, from 0, the end excluded: what recording replaces. */
  readonly outputLines: readonly [number, number];
  /** The line that shows the exit code, from 0, where one stands. */
  readonly codeLine?: number;
  /** The lines of the fences around it, from 0. */
  readonly fences: readonly [number, number];
}

interface Block {
  readonly info: string;
  readonly first: number;
  readonly lines: readonly string[];
}

export function parseTranscript(text: string): Transcript {
  const blocks = fencedBlocks(text.split('\n'));
  return {
    files: blocks.flatMap(({info, lines}) => {
      const [language, name] = info.split(/\s+/);
      return language !== 'console' && name !== undefined ? [{name, text: `${lines.join('\n')}\n`}] : [];
    }),
    commands: blocks.filter(({info}) => info === 'console').flatMap(commandsOf),
  };
}

/** A fence is three or more backticks; it ends at a line of as many. */
function fencedBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, fence, info = ''] = /^(`{3,})\s*(.*?)\s*$/.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const first = at + 1;
    const length = lines.slice(first).findIndex((line) => line.trimEnd() === fence);
    if (length < 0) throw new Error(`line ${at + 1}: the block does not end`);
    blocks.push({info, first, lines: lines.slice(first, first + length)});
    at = first + length;
  }
  return blocks;
}

function commandsOf({first, lines}: Block): readonly TranscriptCommand[] {
  const commands: TranscriptCommand[] = [];
  let at = lines.findIndex((line) => line.startsWith('$ '));
  while (at >= 0 && at < lines.length) {
    const start = at;
    let command = (lines[at] ?? '').slice(2);
    while (command.endsWith('\\') && at + 1 < lines.length) command += `\n${lines[++at] ?? ''}`;
    const output = at + 1;
    const next = endOfOutput(lines, output);
    const shown = lines.slice(output, next);
    const codeAt = lines[next] === '$ echo $?' ? next + 1 : undefined;
    commands.push({
      line: first + start + 1,
      command,
      output: shown.length === 0 ? '' : `${shown.join('\n')}\n`,
      code: codeAt === undefined ? 0 : Number(lines[codeAt]),
      outputLines: [first + output, first + next],
      ...(codeAt !== undefined && {codeLine: first + codeAt}),
      fences: [first - 1, first + lines.length],
    });
    at = codeAt === undefined ? next : codeAt + 1;
  }
  return commands;
}

function endOfOutput(lines: readonly string[], from: number): number {
  const next = lines.slice(from).findIndex((line) => line.startsWith('$ '));
  return next < 0 ? lines.length : from + next;
}

export interface Ran {
  /** stdout and stderr in the order they were written, as on a terminal. */
  readonly output: string;
  readonly code: number;
}

/** Writes the files of a transcript into a directory. */
export function writeFiles({files}: Transcript, directory: string): void {
  mkdirSync(directory, {recursive: true});
  for (const {name, text} of files) {
    const path = resolve(directory, name);
    if (!path.startsWith(`${resolve(directory)}${sep}`)) throw new Error(`${name} leads out of the directory`);
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, text);
  }
}

/**
 * A directory for PATH in which `kubectl netpol` is this project's build; other kubectl commands go to the machine's
 * own. So a transcript shows what people type, also where there is no kubectl.
 */
export function writeShims(directory: string): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, {recursive: true});
  const run = `exec '${process.execPath}' '${projectDirectory}bin/run.js' "$@"`;
  const own = `if [ "$1" = netpol ]; then shift; ${run}; fi`;
  const script = `#!/bin/sh\n${own}\nexec '${realKubectl() ?? 'kubectl-is-missing'}' "$@"\n`;
  for (const [name, text] of [
    ['kubectl', script],
    ['kubectl-netpol', `#!/bin/sh\n${run}\n`],
  ] as const) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** Runs a command line in a shell, as on a terminal but without colour. */
export function runCommand(command: string, directory: string, bin: string): Promise<Ran> {
  const {HOME = '', LANG = 'C.UTF-8', TMPDIR = '/tmp'} = process.env;
  const env = {HOME, LANG, TMPDIR, PATH: [bin, process.env['PATH']].join(delimiter), KUBECONFIG: '/dev/null'};
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', `{ ${command}\n} 2>&1`], {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.on('error', fail);
    child.on('close', (code) => done({output: Buffer.concat(pieces).toString('utf8'), code: code ?? -1}));
  });
}

/** The Markdown with what the commands really printed, for recording: each block in a fence that no answer in it ends. */
export function recorded(text: string, {commands}: Transcript, ran: readonly Ran[]): string {
  const lines = text.split('\n');
  for (const [at, width] of fenceWidths(commands, ran)) {
    lines[at] = (lines[at] ?? '').replace(/^`+/, '`'.repeat(width));
  }
  [...commands].reverse().forEach((command, index) => {
    const {output, code} = ran[ran.length - 1 - index] ?? {output: '', code: 0};
    const shown = output === '' ? [] : output.replace(/\n$/, '').split('\n');
    const {
      outputLines: [from, to],
      codeLine,
    } = command;
    if (codeLine !== undefined) lines.splice(codeLine, 1, String(code));
    else if (code !== 0) lines.splice(to, 0, '$ echo $?', String(code));
    lines.splice(from, to - from, ...shown);
  });
  return lines.join('\n');
}

/** How wide each fence has to be, by its line: three signs, or one more than any line of its block's answers begins with. */
function fenceWidths(commands: readonly TranscriptCommand[], ran: readonly Ran[]): ReadonlyMap<number, number> {
  const widths = new Map<number, number>();
  commands.forEach(({fences}, index) => {
    const inside = [...(ran[index]?.output ?? '').matchAll(/^ {0,3}(`{3,})/gm)];
    const widest = Math.max(3, ...inside.map(([, fence = '']) => fence.length + 1));
    for (const at of fences) widths.set(at, Math.max(widths.get(at) ?? 0, widest));
  });
  return widths;
}

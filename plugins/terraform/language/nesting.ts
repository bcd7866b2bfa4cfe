import {afterComment, isEscapedMarker, isMarker} from './scan.ts';

/** What is open, from the outside in. */
interface Level {
  /** The character that ends it, or the marker of a heredoc. */
  readonly close: string;
  readonly is: 'code' | 'text' | 'heredoc';
  /** Operators, indexes and directives that nest beside one another here. */
  chained: number;
}

const OPERATOR = /[-+*/%<>!?]|==|&&|\|\|/y;
const DIRECTIVE = /%\{~?\s*(?:(if|for)|(endif|endfor))\b/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/**
 * How deep the parser of the HCL package would have to go for this text, at most: brackets in brackets, and operators
 * behind operators, which nest to the left. It dies where its stack ends, so this must be known before it is asked.
 */
export function deepestNesting(text: string): number {
  const levels: Level[] = [{close: '', is: 'code', chained: 0}];
  let depth = 1;
  let deepest = 1;
  const open = (close: string, is: Level['is']) => {
    levels.push({close, is, chained: 0});
    depth++;
  };
  const chain = (level: Level, change: number) => {
    level.chained += change;
    depth += change;
  };
  for (let at = 0; at < text.length; ) {
    const level = levels.at(-1);
    if (!level) break;
    deepest = Math.max(deepest, depth);
    const letter = text.charAt(at);
    const close = () => {
      if (levels.length > 1) levels.pop();
      depth = Math.max(1, depth - 1 - level.chained);
    };
    if (level.is !== 'code') {
      if (isEscapedMarker(text, at)) at += 3;
      else if (isMarker(text, at)) {
        const directive = matchAt(DIRECTIVE, text, at);
        if (directive) chain(level, directive[1] === undefined ? -1 : 1);
        open('}', 'code');
        at += 2;
      } else if (level.is === 'text') {
        if (letter === '"') close();
        at += letter === '\\' ? 2 : 1;
      } else {
        at++;
        if (letter === '\n' && startsLine(text, at, level.close)) close();
      }
      continue;
    }
    const comment = afterComment(text, at);
    const heredoc = letter === '<' ? matchAt(HEREDOC, text, at) : undefined;
    if (comment > at) at = comment;
    else if (heredoc) {
      open(heredoc[1] ?? '', 'heredoc');
      at += heredoc[0].length - 1;
    } else {
      const operator = matchAt(OPERATOR, text, at);
      if (letter === '"') open('"', 'text');
      else if ('([{'.includes(letter)) {
        if (letter === '[' && /[\w)\]]/.test(text.charAt(at - 1))) chain(level, 1);
        open(letter === '(' ? ')' : letter === '[' ? ']' : '}', 'code');
      } else if (')]}'.includes(letter)) close();
      else if (letter === ',' || (letter === '\n' && (level.close === '}' || level.close === ''))) {
        chain(level, -level.chained);
      } else if (operator) chain(level, 1);
      at += operator?.[0].length ?? 1;
    }
  }
  return deepest;
}

/** A heredoc ends at a line that has its marker alone. */
function startsLine(text: string, at: number, marker: string): boolean {
  const end = text.indexOf('\n', at);
  const length = (end < 0 ? text.length : end) - at;
  return length < 1000 && text.slice(at, at + length).trim() === marker;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

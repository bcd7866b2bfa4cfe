import type {Chooser} from './laws/chooser.ts';

/** What may turn a manifest into something else: signs that mean something in YAML, and other texts that do. */
const bits = [
  ...' \t\n:#"\'[]{},&*!|>-?%@`\\~.x1=<',
  ...[
    '  ',
    '\n  ',
    ': ',
    ' #',
    '- ',
    '\n- ',
    '|\n    ',
    '>\n    ',
    '|-\n',
    '|+\n',
    "''",
    '""',
    '{}',
    '[]',
    '---',
    '...',
  ],
  ...['&a ', '*a', '!!str ', '<<', '<<: ', '? ', 'yes', 'null', '0x1', '1_0', '1e3', '.inf', '-1', '0o7', '12:30:45'],
  ...['\r\n', '\r', '\u00a0', '\u0085', '\u2028', '\u3000', '\ufeff', '\u0007', '\ud83d\ude00', '\ud83d', 'é'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'a:b',
    'a: b',
    '::',
    ':x',
    '::1',
    'fd00::/8',
    '{k8s:a: x}',
    '{a: b}',
    '[a, b]',
    "{'a': 1}",
    '{a: }',
    ',',
  ],
];

/** A manifest after one to three edits: characters put in or taken out, lines repeated, moved, dropped or indented. */
export function editedText(text: string, choose: Chooser): string {
  let edited = text;
  for (let count = 1 + choose.below(3); count > 0; count--) {
    edited = choose.below(2) === 0 ? withOtherLines(edited, choose) : withOtherCharacters(edited, choose);
  }
  return edited;
}

function withOtherCharacters(text: string, choose: Chooser): string {
  const at = choose.below(text.length + 1);
  const bit = choose.below(5) === 0 ? '' : (choose.pick(bits) ?? '');
  return text.slice(0, at) + bit + text.slice(at + choose.below(4));
}

function withOtherLines(text: string, choose: Chooser): string {
  const lines = text.split('\n');
  const at = choose.below(lines.length);
  const length = 1 + choose.below(3);
  const taken = lines.slice(at, at + length);
  switch (choose.below(5)) {
    case 0:
      lines.splice(at, 0, ...taken);
      break;
    case 1:
      lines.splice(at, length);
      lines.splice(choose.below(lines.length + 1), 0, ...taken);
      break;
    case 2:
      lines.splice(at, length);
      break;
    case 3:
      lines.splice(at, length, ...taken.map((line) => ' '.repeat(1 + choose.below(3)) + line));
      break;
    default:
      lines.splice(at, length, ...taken.map((line) => line.slice(choose.below(3))));
  }
  return lines.join('\n');
}

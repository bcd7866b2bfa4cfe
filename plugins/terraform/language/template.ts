import type {Expression, TemplatePart} from './syntax.ts';
import {type TemplateForm, type TemplateToken, templateTokens} from './template-tokens.ts';

/** Reads expression text that stands inside a template. */
type ReadExpression = (text: string) => Expression;

/**
 * The parts of a template. The HCL package gives the parts without decoding escapes, strip markers or indentation
 * (terraform.md section 5.4), so templates are cut here and only the expressions inside go to it.
 *
 * Directives that do not fit together are closed where the text ends: the parser has refused such files before.
 */
export function parseTemplate(text: string, form: TemplateForm, read: ReadExpression): readonly TemplatePart[] {
  const tokens = [...templateTokens(text, form)].reverse();
  const parts: TemplatePart[] = [];
  while (tokens.length > 0) {
    parts.push(...partsUntil(tokens, read).parts);
  }
  return parts;
}

/** A template as an expression: a lone interpolation keeps its type, anything else makes text. */
export function templateExpression(parts: readonly TemplatePart[]): Expression {
  const [only] = parts;
  if (parts.length === 1 && only?.is === 'value') return {is: 'wrapped', of: only.of};
  return {is: 'template', parts};
}

/** Takes tokens off the end of the reversed list, up to a directive that closes or divides this level. */
function partsUntil(
  tokens: TemplateToken[],
  read: ReadExpression,
): {readonly parts: readonly TemplatePart[]; readonly stop: string} {
  const parts: TemplatePart[] = [];
  for (let token = tokens.pop(); token; token = tokens.pop()) {
    if (token.is === 'text') {
      // Even one that stripping left empty: beside it an interpolation is not alone, and its value becomes text.
      parts.push({is: 'text', text: token.text});
    } else if (token.is === 'value') {
      parts.push({is: 'value', of: read(token.text)});
    } else {
      const [, word = '', rest = ''] = /^\s*(\w+)([\s\S]*)$/.exec(token.text) ?? [];
      if (word === 'if') parts.push(conditionalPart(rest, tokens, read));
      else if (word === 'for') parts.push(loopPart(rest, tokens, read));
      else return {parts, stop: word};
    }
  }
  return {parts, stop: ''};
}

function conditionalPart(condition: string, tokens: TemplateToken[], read: ReadExpression): TemplatePart {
  const yes = partsUntil(tokens, read);
  const no = yes.stop === 'else' ? partsUntil(tokens, read).parts : [];
  return {is: 'if', condition: read(condition), yes: yes.parts, no};
}

function loopPart(header: string, tokens: TemplateToken[], read: ReadExpression): TemplatePart {
  const [, first = '', second, collection = ''] =
    /^\s*([\w-]+)\s*(?:,\s*([\w-]+)\s*)?in\b([\s\S]*)$/.exec(header) ?? [];
  return {
    is: 'loop',
    ...(second !== undefined && {keyName: first}),
    valueName: second ?? first,
    collection: read(collection),
    body: partsUntil(tokens, read).parts,
  };
}

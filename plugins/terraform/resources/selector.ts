import type {Path} from '../../../src/base/json.ts';
import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {argument, blockOf, blocksOf, isEmpty, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import type {ResourceContext} from './resource.ts';

/** The label selector in a block of this type; undefined when there is no such block (terraform.md section 2.2). */
export function selectorOf(values: PlainObject, type: string, path: Path, context: ResourceContext): Plain | undefined {
  const selector = blockOf(values, type);
  if (selector === undefined || selector instanceof UnknownValue) return selector;
  const at = [...path, type, 0];
  return present({
    matchLabels: matchLabels(selector, at, context),
    matchExpressions: matchExpressions(selector, at, context),
  });
}

/** A null entry vanishes, and the selector widens without a word from Terraform. */
function matchLabels(selector: PlainObject, path: Path, context: ResourceContext): Plain | undefined {
  const labels = argument(selector, 'match_labels');
  if (!isPlainObject(labels)) return labels instanceof UnknownValue ? labels : undefined;
  const kept: [string, Plain][] = [];
  for (const [key, value] of Object.entries(labels)) {
    if (value === null) context.report('terraform-label-dropped', [...path, 'match_labels', key], {label: key});
    else kept.push([key, value]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The provider gives up on all expressions when the first is empty, and crashes on a later empty one. */
function matchExpressions(selector: PlainObject, path: Path, context: ResourceContext): Plain | undefined {
  const blocks = blocksOf(selector, 'match_expressions');
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) return undefined;
  const expressions: Plain[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = [...path, 'match_expressions', index];
    if (block instanceof UnknownValue) {
      expressions.push(block);
    } else if (isEmptyExpression(block)) {
      if (index === 0) {
        context.report('terraform-expressions-lost', at, {lost: blocks.length - 1});
        return undefined;
      }
      context.report('terraform-apply-fails', at, {
        reason: 'the provider crashes on an empty match_expressions block behind a filled one',
        advice: 'fill it in or remove it',
      });
    } else {
      expressions.push(expressionOf(block));
    }
  }
  return expressions;
}

function expressionOf(block: Plain): PlainObject {
  const values = isPlainObject(block) ? block : {};
  const listed = argument(values, 'values');
  return present({
    key: argument(values, 'key') ?? '',
    operator: argument(values, 'operator') ?? '',
    values: isEmpty(listed) ? undefined : listed,
  });
}

function isEmptyExpression(block: Plain): boolean {
  return !isPlainObject(block) || ['key', 'operator', 'values'].every((name) => isEmpty(argument(block, name)));
}

import type {Path} from '../../src/base/json.ts';
import {badCombination, type Finding, missing, type Refuses} from './finding.ts';

/** One `oneOf` or `anyOf` of the CRD. */
interface Alternatives {
  readonly rule: string;
  /** In the order of the schema. */
  readonly fields: readonly string[];
  /** `oneOf`, not `anyOf`: a second one is too much. */
  readonly exclusive: boolean;
  readonly reason: string;
  /** The agent refuses the object too; it goes by what is filled, the schema by what is there. */
  readonly refusedByAgent: boolean;
}

/**
 * The rules of the CRDs that ask for one field of several (cilium.md 4). The API server names the object, and where no
 * field is given the first alternative as missing too. What is only in the agent's rules is named at the object alone.
 */
export function alternatives(value: object, path: Path, rules: Alternatives): readonly Finding[] {
  const given = rules.fields.filter((field) => field in value);
  const broken = given.length === 0 || (rules.exclusive && given.length > 1);
  if (!broken && !rules.refusedByAgent) return [];
  const refuses: Refuses = !rules.refusedByAgent ? 'api-server' : broken ? 'both' : 'engine';
  const [first = ''] = rules.fields;
  return [
    badCombination(rules.rule, path, rules.reason, refuses),
    ...(given.length === 0 ? [{...missing(rules.rule, [...path, first]), about: path}] : []),
  ];
}

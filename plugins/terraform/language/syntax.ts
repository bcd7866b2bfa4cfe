import type {Value} from './value.ts';

/** One step of a reference: an attribute (`.name`) or an index (`[0]`, `["key"]`, the older `.0`), as text. */
export type Step = {readonly attribute: string} | {readonly index: string | null};

/** An expression of the Terraform language, ready to be evaluated. */
export type Expression =
  | {readonly is: 'literal'; readonly value: Value}
  | {readonly is: 'template'; readonly parts: readonly TemplatePart[]}
  /** A template that is one lone interpolation, which keeps the type of its value. */
  | {readonly is: 'wrapped'; readonly of: Expression}
  | {readonly is: 'reference'; readonly root: string; readonly steps: readonly Step[]}
  | {readonly is: 'steps'; readonly of: Expression; readonly steps: readonly Step[]}
  | {readonly is: 'index'; readonly of: Expression; readonly key: Expression}
  | {readonly is: 'splat'; readonly of: Expression; readonly each: Expression}
  /** The element inside the `each` of a splat. */
  | {readonly is: 'element'}
  | {readonly is: 'call'; readonly name: string; readonly inputs: readonly Expression[]; readonly expands: boolean}
  | {readonly is: 'conditional'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression}
  | ForExpression
  | {readonly is: 'object'; readonly items: readonly {readonly key: Expression; readonly value: Expression}[]}
  | {readonly is: 'tuple'; readonly items: readonly Expression[]}
  | {readonly is: 'unary'; readonly operator: string; readonly of: Expression}
  | {readonly is: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression};

export interface ForExpression {
  readonly is: 'for';
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present: the result is an object. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  /** `...` after the value: values of equal keys are gathered in lists. */
  readonly grouped: boolean;
}

export type TemplatePart =
  | {readonly is: 'text'; readonly text: string}
  | {readonly is: 'value'; readonly of: Expression}
  | {
      readonly is: 'if';
      readonly condition: Expression;
      readonly yes: readonly TemplatePart[];
      readonly no: readonly TemplatePart[];
    }
  | {
      readonly is: 'loop';
      readonly keyName?: string;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
    };

import type {Dialect, Loss, WriteContext, WrittenObject} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import type {Policy} from '../ir/policy.ts';

export interface Written {
  readonly objects: readonly WrittenObject[];
  readonly text?: string;
  readonly losses: readonly Loss[];
}

/**
 * Writes the policies in the target's own form. A carrier keeps each policy in its own dialect and takes the objects into
 * its text (design.md section 7).
 */
export async function writeTarget(
  policies: readonly Policy[],
  target: Dialect,
  context: WriteContext,
  dialects: readonly DialectEntry[],
): Promise<Written> {
  if (!target.carry) return write(target, policies, context);
  const written: Written[] = [];
  for (const entry of dialects) {
    const own = policies.filter(({id}) => id.dialect === entry.name);
    if (own.length > 0) written.push(...writeForms(await entry.load(), own, context));
  }
  const objects = inInputOrder(
    written.flatMap((each) => each.objects),
    policies,
  );
  const {text, losses} = target.carry(
    objects.map(({object}) => object),
    context,
  );
  return {objects, text, losses: [...written.flatMap((each) => each.losses), ...losses]};
}

/** Each policy in the form it has already. */
function writeForms(dialect: Dialect, policies: readonly Policy[], context: WriteContext): readonly Written[] {
  const forms = Object.values(dialect.forms ?? {});
  const plain = policies.filter((policy) => !forms.some(({holds}) => holds(policy)));
  return [
    ...(plain.length > 0 ? [write(dialect, plain, context)] : []),
    ...forms.flatMap((form) => {
      const own = policies.filter(form.holds);
      return own.length > 0 ? [form.write(own, context)] : [];
    }),
  ];
}

function write(dialect: Dialect, policies: readonly Policy[], context: WriteContext): Written {
  if (!dialect.write) throw new Error(`nothing can be written as ${dialect.name}`);
  return dialect.write(policies, context);
}

/** By the first policy that an object stands for; what several need stands before them. */
function inInputOrder(objects: readonly WrittenObject[], policies: readonly Policy[]): readonly WrittenObject[] {
  const position = new Map(policies.map((policy, index) => [policy, index] as const));
  const place = ({from}: WrittenObject): number => Math.min(...from.map((policy) => position.get(policy) ?? 0));
  return objects
    .map((object) => ({object, at: object.from.length === 0 ? -1 : place(object)}))
    .sort((a, b) => a.at - b.at)
    .map(({object}) => object);
}

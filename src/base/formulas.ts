/** A statement about tests: the number of its place in `Formulas`. Parts have smaller numbers than what is made of them. */
export type Formula = number;

/** False and true. */
export const contradiction: Formula = 0;
export const tautology: Formula = 1;

export type FormulaNode<T> =
  | {readonly is: 'test'; readonly test: T}
  | {readonly is: 'and' | 'or'; readonly of: readonly Formula[]}
  | {readonly is: 'not'; readonly of: Formula};

/** Among so few it is quicker to look than to make a set. */
const FEW = 8;

/**
 * Statements made of tests, "and", "or" and "not", each held once. Nothing is known of the tests but the text that tells
 * them apart; what they mean is for whoever makes a diagram of the whole.
 */
export class Formulas<T> {
  readonly #nodes: (FormulaNode<T> | undefined)[] = [undefined, undefined];
  readonly #known = new Map<string, Formula>();

  /** The constants have no node. */
  node(formula: Formula): FormulaNode<T> | undefined {
    return this.#nodes[formula];
  }

  /** Every statement that the given ones are made of, themselves too, parts first. */
  partsOf(formulas: readonly Formula[]): readonly Formula[] {
    const found = new Set<Formula>();
    const open = [...formulas];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      const node = this.#nodes[next];
      if (node?.is === 'not') open.push(node.of);
      else if (node && node.is !== 'test') open.push(...node.of);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** The test of a text, which is made where the text is new. */
  test(text: string, make: () => T): Formula {
    return this.#intern(`?${text}`, () => ({is: 'test', test: make()}));
  }

  not(of: Formula): Formula {
    if (of <= tautology) return tautology - of;
    const node = this.#nodes[of];
    return node?.is === 'not' ? node.of : this.#intern(`!${of}`, () => ({is: 'not', of}));
  }

  and(...parts: readonly Formula[]): Formula {
    return this.#combine('and', parts, tautology, contradiction);
  }

  or(...parts: readonly Formula[]): Formula {
    return this.#combine('or', parts, contradiction, tautology);
  }

  #combine(is: 'and' | 'or', parts: readonly Formula[], neutral: Formula, absorbing: Formula): Formula {
    if (parts.includes(absorbing)) return absorbing;
    const sorted = parts.filter((each) => each !== neutral).sort((a, b) => a - b);
    const of = sorted.filter((each, at) => each !== sorted[at - 1]);
    const [only = neutral] = of;
    if (of.length < 2) return only;
    const denied = of.flatMap((each) => {
      const node = this.#nodes[each];
      return node?.is === 'not' ? [node.of] : [];
    });
    const holds = denied.length > FEW ? new Set(of) : undefined;
    if (denied.some((each) => (holds ? holds.has(each) : of.includes(each)))) return absorbing;
    return this.#intern(`${is} ${of.join(' ')}`, () => ({is, of}));
  }

  #intern(key: string, make: () => FormulaNode<T>): Formula {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#nodes.length);
    return this.#nodes.push(make()) - 1;
  }
}

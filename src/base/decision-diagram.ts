/** A function of yes-or-no variables: the number of its node. Equal functions have equal numbers. */
export type Diagram = number;

export const never: Diagram = 0;
export const always: Diagram = 1;
/** In place of a diagram that would take more nodes or steps than are allowed; whatever it is put into is so too. */
export const outOfReach: Diagram = -1;

export interface DiagramLimits {
  readonly mostNodes: number;
  readonly mostSteps: number;
}

const AND = 0;
const OR = 1;
const XOR = 2;
const FIRST_CAPACITY = 1 << 10;
const MOST_CACHED = 1 << 20;
/** The level of the two constants: below all variables. */
const BOTTOM = 0x7fffffff;

/**
 * A reduced ordered binary decision diagram: Bryant, Graph-Based Algorithms for Boolean Function Manipulation (1986).
 * Nodes are hash-consed in typed arrays, so that two functions are equal when their numbers are. Variables are levels
 * from 0, tested in that order. No operation recurses, and none grows beyond the limits: then it answers `outOfReach`.
 */
export class DecisionDiagram {
  readonly #limits: DiagramLimits;
  #level = new Int32Array(FIRST_CAPACITY);
  #low = new Int32Array(FIRST_CAPACITY);
  #high = new Int32Array(FIRST_CAPACITY);
  /** Node numbers by hash of (level, low, high); 0 is a free place, since the constants are never looked up. */
  #unique = new Int32Array(FIRST_CAPACITY * 2);
  /** Results of operations, the newest of equal hashes: operation and left, right, result. */
  #cache = new Int32Array(FIRST_CAPACITY * 3);
  #work = new Int32Array(4 * 256);
  #nodes = 2;
  #steps = 0;

  constructor(limits: DiagramLimits) {
    this.#limits = limits;
    this.#level.fill(BOTTOM, 0, 2);
  }

  /** How many nodes were made, those that nobody needs any more too. */
  get nodes(): number {
    return this.#nodes;
  }

  get steps(): number {
    return this.#steps;
  }

  /** True where the variable is. */
  variable(level: number): Diagram {
    return this.#make(level, never, always);
  }

  /** The one where the variable is false, the other where it is true; both ask about later variables alone. */
  choice(level: number, low: Diagram, high: Diagram): Diagram {
    return low === outOfReach || high === outOfReach ? outOfReach : this.#make(level, low, high);
  }

  and(a: Diagram, b: Diagram): Diagram {
    return this.#apply(AND, a, b);
  }

  or(a: Diagram, b: Diagram): Diagram {
    return this.#apply(OR, a, b);
  }

  not(a: Diagram): Diagram {
    return this.#apply(XOR, a, always);
  }

  /** Where exactly one of them is true. */
  differ(a: Diagram, b: Diagram): Diagram {
    return this.#apply(XOR, a, b);
  }

  /** All of them, put together in pairs: a long list met one by one makes needlessly large diagrams on the way. */
  every(parts: readonly Diagram[]): Diagram {
    return this.#balanced(AND, parts, always);
  }

  some(parts: readonly Diagram[]): Diagram {
    return this.#balanced(OR, parts, never);
  }

  /** The value of the function, by the values of its variables. */
  holds(diagram: Diagram, isTrue: (level: number) => boolean): boolean {
    let node = diagram;
    while (node > always) node = (isTrue(this.#level[node] ?? 0) ? this.#high[node] : this.#low[node]) ?? never;
    return node === always;
  }

  /**
   * Values under which all of the functions are true, without making the diagram of their conjunction: by level, those
   * that do not matter left out. Undefined: there are none.
   */
  common(functions: readonly Diagram[]): ReadonlyMap<number, boolean> | undefined | typeof outOfReach {
    if (functions.includes(outOfReach)) return outOfReach;
    const start = conjunction(functions);
    if (start.includes(never)) return undefined;
    const refuted = new Set<string>();
    const path: {readonly level: number; value: boolean; readonly state: readonly Diagram[]}[] = [];
    let state: readonly Diagram[] | undefined = start;
    for (;;) {
      if (++this.#steps > this.#limits.mostSteps) return outOfReach;
      if (state) {
        if (state.length === 0) return new Map(path.map(({level, value}) => [level, value] as const));
        const level = Math.min(...state.map((node) => this.#level[node] ?? BOTTOM));
        path.push({level, value: false, state});
        state = this.#step(state, level, false, refuted);
        continue;
      }
      const last = path.at(-1);
      if (!last) return undefined;
      if (last.value) {
        refuted.add(last.state.join(' '));
        path.pop();
      } else {
        last.value = true;
        state = this.#step(last.state, last.level, true, refuted);
      }
    }
  }

  #step(
    state: readonly Diagram[],
    level: number,
    value: boolean,
    refuted: ReadonlySet<string>,
  ): readonly Diagram[] | undefined {
    const children = state.map((node) => {
      if (this.#level[node] !== level) return node;
      return (value ? this.#high[node] : this.#low[node]) ?? never;
    });
    const next = conjunction(children);
    return next.includes(never) || refuted.has(next.join(' ')) ? undefined : next;
  }

  #balanced(operation: number, parts: readonly Diagram[], neutral: Diagram): Diagram {
    let left = parts;
    while (left.length > 1) {
      const paired: Diagram[] = [];
      for (let at = 0; at < left.length; at += 2) {
        const [one = neutral, other = neutral] = [left[at], left[at + 1]];
        paired.push(this.#apply(operation, one, other));
      }
      left = paired;
    }
    return left[0] ?? neutral;
  }

  /** Depth first on a stack of its own; each entry holds both operands, the level, and what the low side gave. */
  #apply(operation: number, left: Diagram, right: Diagram): Diagram {
    let depth = 0;
    let result = this.#known(operation, left, right);
    if (result !== UNKNOWN) return result;
    this.#push(depth++, left, right);
    while (depth > 0) {
      const at = (depth - 1) * 4;
      const work = this.#work;
      const [a = 0, b = 0, level = 0, low = 0] = [work[at], work[at + 1], work[at + 2], work[at + 3]];
      if (low === UNKNOWN) {
        const [x, y] = [this.#child(a, level, false), this.#child(b, level, false)];
        result = this.#known(operation, x, y);
        if (result === outOfReach) return outOfReach;
        work[at + 3] = result === UNKNOWN ? WAITING : result;
        if (result === UNKNOWN) this.#push(depth++, x, y);
        continue;
      }
      if (low === WAITING) {
        work[at + 3] = result;
        continue;
      }
      const [x, y] = [this.#child(a, level, true), this.#child(b, level, true)];
      const high = this.#known(operation, x, y);
      if (high === UNKNOWN) {
        this.#push(depth++, x, y);
        continue;
      }
      result = high === outOfReach ? outOfReach : this.#make(level, low, high);
      if (result === outOfReach) return outOfReach;
      this.#remember(operation, a, b, result);
      depth--;
    }
    return result;
  }

  #push(depth: number, a: Diagram, b: Diagram): void {
    const at = depth * 4;
    if (at + 4 > this.#work.length) this.#work = grown(this.#work, this.#work.length * 2);
    this.#work[at] = a;
    this.#work[at + 1] = b;
    this.#work[at + 2] = Math.min(this.#level[a] ?? BOTTOM, this.#level[b] ?? BOTTOM);
    this.#work[at + 3] = UNKNOWN;
  }

  #child(node: Diagram, level: number, value: boolean): Diagram {
    if (this.#level[node] !== level) return node;
    return (value ? this.#high[node] : this.#low[node]) ?? never;
  }

  /** The result where it takes no work, or was found before. */
  #known(operation: number, a: Diagram, b: Diagram): Diagram | typeof UNKNOWN {
    if (a === outOfReach || b === outOfReach) return outOfReach;
    if (operation === XOR) {
      if (a === b) return never;
      if (a === never) return b;
      if (b === never) return a;
    } else {
      const [neutral, absorbing] = operation === AND ? [always, never] : [never, always];
      if (a === b || b === neutral) return a;
      if (a === neutral) return b;
      if (a === absorbing || b === absorbing) return absorbing;
    }
    if (++this.#steps > this.#limits.mostSteps) return outOfReach;
    const [one, other] = a < b ? [a, b] : [b, a];
    const at = this.#cachePlace(operation, one, other);
    const found = this.#cache[at] === one * 3 + operation && this.#cache[at + 1] === other;
    return found ? (this.#cache[at + 2] ?? UNKNOWN) : UNKNOWN;
  }

  #remember(operation: number, a: Diagram, b: Diagram, result: Diagram): void {
    const [one, other] = a < b ? [a, b] : [b, a];
    const at = this.#cachePlace(operation, one, other);
    this.#cache[at] = one * 3 + operation;
    this.#cache[at + 1] = other;
    this.#cache[at + 2] = result;
  }

  #cachePlace(operation: number, a: Diagram, b: Diagram): number {
    return (mixed(operation, a, b) % (this.#cache.length / 3)) * 3;
  }

  #make(level: number, low: Diagram, high: Diagram): Diagram {
    if (low === high) return low;
    let at = mixed(level, low, high) & (this.#unique.length - 1);
    for (let node = this.#unique[at] ?? 0; node !== 0; node = this.#unique[at] ?? 0) {
      if (this.#level[node] === level && this.#low[node] === low && this.#high[node] === high) return node;
      at = (at + 1) & (this.#unique.length - 1);
    }
    if (this.#nodes >= this.#limits.mostNodes) return outOfReach;
    const node = this.#nodes++;
    if (node >= this.#level.length) this.#grow();
    this.#level[node] = level;
    this.#low[node] = low;
    this.#high[node] = high;
    this.#place(node);
    return node;
  }

  #place(node: number): void {
    const mask = this.#unique.length - 1;
    let at = mixed(this.#level[node] ?? 0, this.#low[node] ?? 0, this.#high[node] ?? 0) & mask;
    while (this.#unique[at] !== 0) at = (at + 1) & mask;
    this.#unique[at] = node;
  }

  #grow(): void {
    const capacity = this.#level.length * 2;
    this.#level = grown(this.#level, capacity);
    this.#low = grown(this.#low, capacity);
    this.#high = grown(this.#high, capacity);
    this.#unique = new Int32Array(capacity * 2);
    for (let node = 2; node < this.#nodes - 1; node++) this.#place(node);
    // What was cached is lost; it would have to be moved, and is found again quickly.
    if (capacity <= MOST_CACHED) this.#cache = new Int32Array(capacity * 3);
  }
}

/** No diagram has these numbers: the result is not known yet, or is being made. */
const UNKNOWN = -2;
const WAITING = -3;

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}

function mixed(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Without what is always true and without repeats, in one order: equal conjunctions look alike. */
function conjunction(parts: readonly Diagram[]): readonly Diagram[] {
  return [...new Set(parts)].filter((each) => each !== always).sort((a, b) => a - b);
}

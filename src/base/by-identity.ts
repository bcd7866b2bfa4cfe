/**
 * The same pure function, asked once for each object that it is given: many documents share their parts (design.md
 * section 4). What it answers lives as long as the object.
 */
export function byIdentity<A extends object, R>(make: (value: A) => R): (value: A) => R {
  const known = new WeakMap<A, {readonly answer: R}>();
  return (value) => {
    const before = known.get(value);
    if (before) return before.answer;
    const answer = make(value);
    known.set(value, {answer});
    return answer;
  };
}

/** The same function, which makes what belongs to one object once; forgotten with the object. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, {readonly value: V}>();
  return (key) => {
    const found = known.get(key) ?? {value: make(key)};
    known.set(key, found);
    return found.value;
  };
}

/** The numbers of a version, the most important first. */
export type Version = readonly number[];

/** `1.14`, `v3.29.1`, `1.17.0-rc.1`: the leading numbers, at least one. Undefined: no version. */
export function parseVersion(text: string): Version | undefined {
  const [, numbers] = /^v?([0-9]{1,6}(?:\.[0-9]{1,6}){0,3})(?:[-+][0-9A-Za-z.+-]*)?$/.exec(text) ?? [];
  return numbers?.split('.').map(Number);
}

/** Is the version older than the other? Numbers that are not given count as the newest: `1.17` is 1.17 and its patches. */
export function isBefore(version: Version, ...other: Version): boolean {
  for (const [index, wanted] of other.entries()) {
    const own = version[index];
    if (own === undefined || own > wanted) return false;
    if (own < wanted) return true;
  }
  return false;
}

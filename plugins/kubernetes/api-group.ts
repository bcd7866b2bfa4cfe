/** `apps` of `apps/v1`, and `v1` for the core, which has no name. */
export function apiGroup(apiVersion: unknown): string {
  const text = String(apiVersion);
  const slash = text.indexOf('/');
  return slash < 0 ? 'v1' : text.slice(0, slash);
}

/**
 * The syntax of Kubernetes names and labels, which every dialect shares. Each answers undefined for good text, else
 * what is wrong with it (kubernetes.md A7, V1 to V10).
 */

const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** A lower-case DNS subdomain (RFC 1123) of at most 253 characters: the name of most objects. */
export function subdomainProblem(text: string): string | undefined {
  if (text.length > 253) return 'it must be no more than 253 characters';
  return SUBDOMAIN.test(text)
    ? undefined
    : 'it must be lower-case letters, digits, "-" or ".", and start and end with a letter or digit';
}

/** A lower-case DNS label of at most 63 characters: the name of a namespace. */
export function dnsLabelProblem(text: string): string | undefined {
  if (text.length > 63) return 'it must be no more than 63 characters';
  return LABEL.test(text) ? undefined : 'it must be lower-case letters, digits or "-", not at either end';
}

/** A label or annotation key: an optional DNS prefix with a slash, then a name of 1 to 63 characters. */
export function qualifiedNameProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0 && text.includes('/', slash + 1))
    return 'it must be a name, or a prefix and a name with one slash between';
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (prefix === '') return 'the part before the slash must not be empty';
  if (prefix !== undefined && subdomainProblem(prefix) !== undefined) return 'the prefix must be a lower-case DNS name';
  if (name === '') return 'the name must not be empty';
  if (name.length > 63) return 'the name must be no more than 63 characters';
  return NAME.test(name)
    ? undefined
    : 'the name must be letters, digits, "-", "_" or ".", with a letter or digit at both ends';
}

/** A label value: empty, or at most 63 characters with a letter or digit at both ends. */
export function labelValueProblem(text: string): string | undefined {
  if (text.length > 63) return 'it must be no more than 63 characters';
  return text === '' || NAME.test(text)
    ? undefined
    : 'it must be empty, or letters, digits, "-", "_" or ".", with a letter or digit at both ends';
}

/** A port name (IANA service name): at most 15 of a-z, 0-9 and "-", with at least one letter. */
export function portNameProblem(text: string): string | undefined {
  if (text === '') return 'a port name must not be empty';
  if (text.length > 15) return 'a port name must be no more than 15 characters';
  if (!/^[a-z0-9-]+$/.test(text)) return 'a port name must be lower-case letters, digits or "-"';
  if (!/[a-z]/.test(text)) {
    return /^[0-9]+$/.test(text)
      ? 'in quotes it is a port name, write the number without'
      : 'a port name needs a letter';
  }
  return /^-|-$|--/.test(text) ? 'a port name must not start or end with "-" or hold "--"' : undefined;
}

/**
 * Stands in a document for a value that its carrier could not know (a Terraform value known after apply, a variable
 * without a value). Readers turn it into `unknown(reason)`; none may treat it as absent or empty.
 */
export class UnknownValue {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
    Object.freeze(this);
  }
}

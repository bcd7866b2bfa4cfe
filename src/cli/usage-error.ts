/**
 * Cannot go on because of how the command was called. The only error that is thrown on purpose; it is printed without a
 * stack and ends with exit code 2. The message may have several lines.
 */
export class UsageError extends Error {
  /** Makes oclif hand it on instead of swallowing it in a hook. */
  readonly oclif = {exit: 2};
}

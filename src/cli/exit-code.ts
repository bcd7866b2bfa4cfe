/** 0 answered; 1 answered, and the answer is "no"; 2 could not answer (cli.md section 4). */
export type ExitCode = 0 | 1 | 2;

/** "Could not answer" counts more than "no", which counts more than an answer. */
export function worstCode(...codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(2)) return 2;
  return codes.includes(1) ? 1 : 0;
}

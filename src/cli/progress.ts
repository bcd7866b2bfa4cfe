const patience = 500;

/**
 * Does work; where the user has waited for more than half a second on a terminal, a line on stderr says what is going
 * on, gone when done (cli.md section 5). Work that leaves no time for a timer shows it at once if it begins that late.
 * `waited`: milliseconds since the program began.
 */
export async function withProgress<T>(
  what: string,
  work: () => T | Promise<T>,
  waited = performance.now(),
): Promise<T> {
  if (!process.stderr.isTTY) return work();
  let shown = false;
  const show = (): void => {
    shown = true;
    process.stderr.write(`${what} ...`);
  };
  const timer = waited < patience ? setTimeout(show, patience - waited) : undefined;
  if (!timer) show();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown) process.stderr.write('\r\u001b[K');
  }
}

const patience = 500;

/** Waits for work; longer than half a second on a terminal shows a line on stderr, gone when done (cli.md section 5). */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    process.stderr.write(`${what} ...`);
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown) process.stderr.write('\r\u001b[K');
  }
}

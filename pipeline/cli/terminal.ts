const encoder = new TextEncoder();

/** Whether a person watches: progress bars may rewrite their line. */
export function isTerminal(): boolean {
  return Deno.stdout.isTerminal();
}

/** Writes text to standard output as it is. */
export function write(text: string): void {
  writeTo(Deno.stdout, text);
}

/** Writes a line to standard output. */
export function print(line = ""): void {
  write(`${line}\n`);
}

/** Writes a line to standard error. */
export function printError(line: string): void {
  writeTo(Deno.stderr, `${line}\n`);
}

function writeTo(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    // The reader went away (`| head`). The work goes on: its results are files.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

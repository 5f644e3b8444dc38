/**
 * Longest time, in milliseconds, that work goes on before the page may draw and listen: where the browser's own threads
 * want the processor too, it becomes several times as long.
 */
const SLICE = 8;

/** Lets the page breathe between pieces of work. */
export class Breather {
  #since = performance.now();

  /** Gives way to the page's other tasks where enough time has gone by. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < SLICE) return;
    // A message comes at once; browsers hold timers back for 4 ms.
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    });
    port1.close();
    this.#since = performance.now();
  }
}

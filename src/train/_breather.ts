/** How often the event loop gets its turn, in milliseconds: Ctrl-C arrives there. */
const YIELD_INTERVAL = 100;

/**
 * Lets the event loop have its turn from time to time: engines compute synchronously, and timers
 * and signals would wait for the end of the training.
 */
export function breather(clock: () => number): () => Promise<void> | void {
  let last = clock();
  return () => {
    if (clock() - last < YIELD_INTERVAL) return;
    return new Promise((resolve) => {
      setTimeout(() => {
        last = clock();
        resolve();
      }, 0);
    });
  };
}

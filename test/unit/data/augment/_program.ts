/**
 * A program that ends only if no worker thread outlives its batches. The argument says how they end;
 * the last line printed says what came out of it.
 */
import { augmentedBatches } from "../../../../src/data/mod.ts";
import { ALL, numberedSet } from "./_sets.ts";

const set = numberedSet(23);
const source = augmentedBatches(set, {
  augmentation: ALL,
  seed: 7,
  batchSize: 4,
  numClasses: 3,
  workers: 2,
});
const how = Deno.args[0];
let batches = 0;
try {
  if (how !== "unused") {
    for await (const _batch of source.epoch(0)) {
      batches++;
      if (how === "left early") break;
      if (how === "a failure") throw new Error("the training failed");
      // Long enough that the workers have filled the ring and wait.
      if (how === "full ring") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  console.log(`${batches} batches`);
} catch (error) {
  console.log(`${error}`);
} finally {
  source.close();
}

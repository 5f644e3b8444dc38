import type { Session } from "../../src/runtime/web/mod.ts";
import { Breather } from "./_breather.ts";

/** Rows in a run: few, so that the page can draw between two. */
const ROWS = 5;

/**
 * Runs `count` rows through a session with one input and one output, a few at a time.
 *
 * @param rows The values of `size` rows from row `start` on.
 * @param onRows Called with the number of rows that are done.
 */
export async function runRows(
  session: Session,
  count: number,
  rows: (start: number, size: number) => Float32Array,
  onRows: (done: number) => void = () => {},
): Promise<Float32Array> {
  const [input, output] = [session.inputs[0]!, session.outputs[0]!];
  const breather = new Breather();
  let results = new Float32Array();
  for (let start = 0; start < count; start += ROWS) {
    const size = Math.min(ROWS, count - start);
    const shape = [size, ...input.shape.slice(1) as number[]];
    const feeds = { [input.name]: { dtype: "float32" as const, shape, data: rows(start, size) } };
    const data = (await session.run(feeds))[output.name]!.data as Float32Array;
    if (start === 0) results = new Float32Array(count * data.length / size);
    results.set(data, start * data.length / size);
    onRows(start + size);
    await breather.breathe();
  }
  return results;
}

import { describe, expect, it } from "vitest";
import { LatestOnly } from "../../../../web/page/latest_only.ts";

/** Work that ends when the test says so. */
function gated() {
  const started: number[] = [];
  const gates: (() => void)[] = [];
  const errors: unknown[] = [];
  let [running, most] = [0, 0];
  const queue = new LatestOnly<number>(async (job) => {
    started.push(job);
    most = Math.max(most, ++running);
    try {
      await new Promise<void>((resolve) => gates.push(resolve));
      if (job < 0) throw new RangeError(`job ${job}`);
    } finally {
      running--;
    }
  }, (error) => errors.push(error));
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const finish = async () => {
    gates.shift()!();
    await turn();
  };
  return { queue, started, errors, turn, finish, most: () => most };
}

describe("LatestOnly", () => {
  it("does one job at a time, and of those that wait the latest", async () => {
    const { queue, started, turn, finish, most } = gated();
    queue.submit(1);
    await turn();
    for (const job of [2, 3, 4]) queue.submit(job);
    await finish();
    expect(started).toEqual([1, 4]);
    await finish();
    await queue.idle();
    expect(started).toEqual([1, 4]);
    expect(most()).toBe(1);
  });

  it("of jobs submitted in one turn does the latest", async () => {
    const { queue, started, finish, turn } = gated();
    for (const job of [1, 2, 3]) queue.submit(job);
    await turn();
    await finish();
    await queue.idle();
    expect(started).toEqual([3]);
  });

  it("goes on after a job that failed, and tells of it", async () => {
    const { queue, started, errors, finish, turn } = gated();
    queue.submit(-1);
    await turn();
    queue.submit(2);
    await finish();
    await finish();
    await queue.idle();
    expect(started).toEqual([-1, 2]);
    expect(errors).toEqual([new RangeError("job -1")]);
  });

  it("forgets what waits when it is cancelled, and starts again", async () => {
    const { queue, started, finish, turn } = gated();
    queue.submit(1);
    await turn();
    queue.submit(2);
    queue.cancel();
    await finish();
    await queue.idle();
    queue.submit(3);
    await turn();
    await finish();
    await queue.idle();
    expect(started).toEqual([1, 3]);
  });

  it("is idle before the first job", async () => {
    await gated().queue.idle();
  });
});

import { describe, expect, it } from "vitest";
import { LatestInput } from "../../../../web/kit/_latest_input.ts";

/** Inputs whose results come when the test says so. */
function setUp() {
  const log: string[] = [];
  const pending: PromiseWithResolvers<string>[] = [];
  const inputs = new LatestInput<string, string>({
    classify: (input) => {
      log.push(`classify ${input}`);
      const result = Promise.withResolvers<string>();
      pending.push(result);
      return result.promise;
    },
    show: (result) => log.push(`show ${result}`),
    fail: (error, input) => log.push(`${input} failed: ${error}`),
    forget: (input) => log.push(`forget ${input}`),
  });
  return { inputs, log, pending };
}

describe("LatestInput", () => {
  it("drops a result for which another input was given, and classifies that", async () => {
    const { inputs, log, pending } = setUp();
    inputs.take("a");
    const run = inputs.run();
    inputs.take("b");
    await inputs.run();
    pending[0]!.resolve("A");
    await Promise.resolve();
    await Promise.resolve();
    pending[1]!.resolve("B");
    await run;
    expect(log).toEqual(["classify a", "forget a", "classify b", "show B"]);
  });

  it("shows the results of one input that changes", async () => {
    const { inputs, log, pending } = setUp();
    inputs.take("a");
    const run = inputs.run();
    await inputs.run();
    await inputs.run();
    pending[0]!.resolve("A1");
    await Promise.resolve();
    await Promise.resolve();
    pending[1]!.resolve("A2");
    await run;
    expect(log).toEqual(["classify a", "show A1", "classify a", "show A2"]);
  });

  it("drops a late failure, and reports one that counts before it goes on", async () => {
    const { inputs, log, pending } = setUp();
    inputs.take("a");
    const first = inputs.run();
    inputs.take();
    pending[0]!.reject("late");
    await first;
    inputs.take("b");
    const second = inputs.run();
    await inputs.run();
    pending[1]!.reject("broken");
    await Promise.resolve();
    await Promise.resolve();
    pending[2]!.resolve("B");
    await second;
    expect(log).toEqual([
      "classify a",
      "forget a",
      "classify b",
      "b failed: broken",
      "classify b",
      "show B",
    ]);
  });

  it("forgets an input that arrives after a newer one was announced", () => {
    const { inputs, log } = setUp();
    const [older, newer] = [inputs.take(), inputs.take()];
    expect(inputs.arrive(newer, "new")).toBe(true);
    expect(inputs.arrive(older, "old")).toBe(false);
    expect(log).toEqual(["forget old"]);
  });

  it("classifies the same input with another model, and drops the result of the first", async () => {
    const { inputs, log, pending } = setUp();
    const turn = inputs.take("a");
    const run = inputs.run();
    inputs.changeModel();
    await inputs.run();
    pending[0]!.resolve("of the first");
    await Promise.resolve();
    await Promise.resolve();
    pending[1]!.resolve("of the second");
    await run;
    expect(log).toEqual(["classify a", "classify a", "show of the second"]);
    expect(inputs.isLatest(turn)).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import { LookAhead } from "../../../src/train/_look_ahead.ts";

/** Numbers from 1, and what has happened to them. */
function numbers(count: number) {
  const events: string[] = [];
  function* items() {
    try {
      for (let i = 1; i <= count; i++) {
        events.push(`made ${i}`);
        yield i;
      }
    } finally {
      events.push("closed");
    }
  }
  return { events, items: items() };
}

async function* asynchronous<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

describe("LookAhead", () => {
  it("prepares an item at once, and only one", async () => {
    const { events, items } = numbers(3);
    const ahead = new LookAhead(items);
    expect(await ahead.next()).toBe(1);
    ahead.prepare();
    expect(events).toEqual(["made 1", "made 2"]);
    ahead.prepare();
    expect(events).toEqual(["made 1", "made 2"]);
    expect(await ahead.next()).toBe(2);
    expect(await ahead.next()).toBe(3);
    ahead.prepare();
    expect(await ahead.next()).toBeUndefined();
    expect(await ahead.next()).toBeUndefined();
  });

  it("takes asynchronous items too, and closes them while one is prepared", async () => {
    const { events, items } = numbers(5);
    const ahead = new LookAhead(asynchronous(items));
    expect(await ahead.next()).toBe(1);
    ahead.prepare();
    await ahead.close();
    expect(events).toEqual(["made 1", "made 2", "closed"]);
  });

  it("tells what goes wrong when its turn comes", async () => {
    function* failing() {
      yield 1;
      throw new RangeError("No second one");
    }
    for (const items of [failing(), asynchronous(failing())]) {
      const ahead = new LookAhead(items);
      expect(await ahead.next()).toBe(1);
      ahead.prepare();
      // Time in which an error that nobody takes would end the process.
      await new Promise((resolve) => setTimeout(resolve, 0));
      await expect(ahead.next()).rejects.toThrow(new RangeError("No second one"));
      await ahead.close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Classifier, Prediction } from "../../../../web/kit/mod.ts";
import { EmptyImageError } from "../../../../web/kit/errors.ts";
import { type Job, Reader } from "../../../../web/page/reader.ts";

const frames = globalThis as { requestAnimationFrame?: (callback: () => void) => unknown };
beforeAll(() => {
  frames.requestAnimationFrame = (callback) => setTimeout(callback);
});
afterAll(() => {
  delete frames.requestAnimationFrame;
});

const picture = (): Job => ({ kind: "picture", picture: {} as ImageBitmap });

/** A reader of a model that answers when it is told to, and what the page has heard. */
function setUp() {
  const heard: string[] = [];
  const waiting: PromiseWithResolvers<Prediction>[] = [];
  const classify = () => {
    const answer = Promise.withResolvers<Prediction>();
    waiting.push(answer);
    return answer.promise;
  };
  const reader = new Reader({
    classifier: () => ({ classify }) as unknown as Classifier,
    drawing: () => ({}) as ImageData,
    read: ({ label }, { kind }) => heard.push(`${kind}: ${label}`),
    unreadable: ({ message }) => heard.push(`unreadable: ${message}`),
    failed: (error) => heard.push(`failed: ${(error as Error).message}`),
  });
  const asked = async () => {
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve));
    return waiting.shift()!;
  };
  return { reader, heard, asked };
}

describe("Reader", () => {
  it("tells what was read, and of what kind it was", async () => {
    const { reader, heard, asked } = setUp();
    reader.submit(picture());
    (await asked()).resolve({ label: "7" } as Prediction);
    await reader.idle();
    expect(heard).toEqual(["picture: 7"]);
  });

  it.each([
    [new EmptyImageError("blank"), "unreadable: blank"],
    [new Error("device lost"), "failed: device lost"],
  ])("tells of %s, and reads on", async (error, expected) => {
    const { reader, heard, asked } = setUp();
    reader.submit(picture());
    (await asked()).reject(error);
    await reader.idle();
    expect(heard).toEqual([expected]);
    reader.again();
    (await asked()).resolve({ label: "7" } as Prediction);
    await reader.idle();
    expect(heard).toEqual([expected, "picture: 7"]);
  });

  it.each([new EmptyImageError("blank"), new Error("device lost")])(
    "does not tell of %s for what is no longer there",
    async (error) => {
      const { reader, heard, asked } = setUp();
      reader.submit(picture());
      const answer = await asked();
      reader.stop();
      answer.reject(error);
      await reader.idle();
      expect(heard).toEqual([]);
    },
  );
});

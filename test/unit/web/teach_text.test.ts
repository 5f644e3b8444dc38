import { describe, expect, it } from "vitest";
import { accuracy, describeLesson, rightOf, shareOf } from "../../../web/page/teach/lesson_text.ts";

describe("what is said of a lesson", () => {
  it("comes nearer to its end with each phase", () => {
    const shares = (["prepare", "train", "test"] as const).flatMap((phase) =>
      [0, 1, 2].map((done) => shareOf({ phase, done, total: 2 }))
    );
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
  });

  it("gives accuracies and counts", () => {
    expect(accuracy({ right: 994, count: 1000 })).toBe("99.40 %");
    expect(rightOf({ right: 1, count: 1000 })).toBe("1 of 1,000");
  });

  it("sums it up for who cannot see the table", () => {
    const lesson = {
      bytes: new Uint8Array(),
      before: { right: 993, count: 1000 },
      after: { right: 991, count: 1000 },
      taughtBefore: { right: 0, count: 5 },
      taughtAfter: { right: 5, count: 5 },
      steps: 200,
      seconds: 0.84,
    };
    expect(describeLesson(lesson)).toBe(
      "Done in 0.8 s. It now reads 5 of 5 of your drawings rightly. Accuracy on 1,000 held-back " +
        "images: 99.30 % before, 99.10 % now.",
    );
  });
});

import { describe, expect, it } from "vitest";
import { dump, type Graph } from "../../../../src/graph/mod.ts";
import { PASSES, type PassName } from "../../../../src/graph/passes/optimize.ts";
import { Sketch } from "../_build.ts";
import { expectSame } from "../_run.ts";

type Build = (s: Sketch) => Graph;

/** Cases of a pass: graphs that it changes, and graphs that it must leave as they are. */
export interface PassCases {
  readonly changes: Readonly<Record<string, Build>>;
  readonly stays: Readonly<Record<string, Build>>;
}

/**
 * Tests one pass. A graph that it changes computes the same on ONNX Runtime before and after, and both
 * texts are in one golden file; a graph that it does not is given back as the very same object.
 */
export function testPass(name: PassName, { changes, stays }: PassCases): void {
  const pass = PASSES[name];
  describe(name, () => {
    it.each(Object.entries(changes))("changes %s", async (title, build) => {
      const before = build(new Sketch());
      const original = structuredClone(before);
      const after = pass(before);
      expect(before).toEqual(original);
      expect(after).not.toBe(before);
      await expect(`before: ${dump(before)}\nafter: ${dump(after)}`).toMatchFileSnapshot(
        `../../../golden/graph/${name}/${title.replace(/[^A-Za-z0-9]+/g, "_")}.txt`,
      );
      await expectSame(before, after);
    });
    it.each(Object.entries(stays))("leaves %s", async (_, build) => {
      const before = build(new Sketch());
      expect(pass(before)).toBe(before);
      await expectSame(before, before);
    });
  });
}

import { expect, it } from "vitest";
import { channelBlock } from "../../../src/runtime/_channel_block.ts";

it("every x86-64 processor has blocks, of 8 or 16 channels", () => {
  const blocks = Deno.build.arch === "x86_64" ? [8, 16] : [8, 16, undefined];
  expect(blocks).toContain(channelBlock());
});

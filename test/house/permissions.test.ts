import { expect, it } from "vitest";
import manifest from "../../deno.json" with { type: "json" };
import { LIBRARY_VARIABLES, SWITCH_VARIABLES } from "../../src/train/mod.ts";

/** Those of Vulkan's loader, which other checks of the doctor read. */
const VULKAN = /^VK_/;

it.each(["conformance", "doctor"] as const)(
  "task %s may read TensorFlow's environment variables, all of them and no other",
  (task) => {
    const allowed = /--allow-env=(\S+)/.exec(manifest.tasks[task])?.[1]?.split(",") ?? [];
    expect(allowed.filter((name) => !VULKAN.test(name)).sort())
      .toEqual([...LIBRARY_VARIABLES, ...SWITCH_VARIABLES].sort());
  },
);

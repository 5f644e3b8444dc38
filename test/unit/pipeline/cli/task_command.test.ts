import { describe, expect, it } from "vitest";
import manifest from "../../../../deno.json" with { type: "json" };
import { commandOf, quote, taskCommand, widen } from "../../../../pipeline/cli/task_command.ts";

describe("quote", () => {
  it.each([
    [["--out", "runs/a-b_1"], "--out runs/a-b_1"],
    [["a b", ""], "'a b' ''"],
    [["it's", "$HOME", "*"], `'it'\\''s' '$HOME' '*'`],
  ])("%j is %s", (args, text) => {
    expect(quote(args)).toBe(text);
  });

  it.each([[["a b", "it's", '$HOME `x` \\ " *', "é", ""]]])(
    "gives a shell back what it was given: %j",
    async (args) => {
      const script = `printf '%s\\0' ${quote(args)}`;
      const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
      expect(new TextDecoder().decode(stdout).split("\0").slice(0, -1)).toEqual(args);
    },
  );
});

describe("taskCommand", () => {
  it("starts Deno the way it was started", () => {
    const viaNpx = Deno.execPath().includes("/_npx/");
    const deno = viaNpx ? `npx -y deno@${Deno.version.deno}` : "deno";
    expect(taskCommand("pipeline", ["--seed", "1"])).toBe(`${deno} task pipeline --seed 1`);
    expect(taskCommand("doctor", [])).toBe(`${deno} task doctor`);
  });
});

describe("commandOf", () => {
  it("is what deno.json says", () => {
    expect(commandOf("test")).toBe(manifest.tasks.test);
    expect(commandOf("unknown")).toBe("");
  });
});

describe("widen", () => {
  const command = "deno run --frozen --allow-read=. --allow-write=runs --allow-ffi=x cli/run.ts";

  it.each([
    [
      ["--allow-read"],
      "deno run --frozen --allow-write=runs --allow-ffi=x --allow-read cli/run.ts",
    ],
    [
      ["--allow-read", "--allow-write"],
      "deno run --frozen --allow-ffi=x --allow-read --allow-write cli/run.ts",
    ],
    [["--allow-env"], `${command.replace(" cli", " --allow-env cli")}`],
  ])("by %j puts flags without paths in place of those with paths", (flags, expected) => {
    expect(widen(command, flags, [])).toBe(expected);
    expect(widen(command, flags, ["--out", "a b"])).toBe(`${expected} --out 'a b'`);
  });
});

import { describe, expect, it } from "vitest";
import { withoutComments } from "../../pipeline/_imports.ts";
import { readSources } from "./_sources.ts";

/** Prints, or ends the process. */
const LOUD = [
  /\bconsole\.\w+\(/,
  /\bDeno\.(exit|exitCode|stdout|stderr)\b/,
  /\bprocess\.(exit|exitCode|stdout|stderr)\b/,
  /\b(alert|confirm|prompt)\(/,
  /\.print\(/,
];

function isLoud(text: string): boolean {
  return LOUD.some((pattern) => pattern.test(withoutComments(text)));
}

describe("only pipeline/cli", () => {
  it("prints and exits", async () => {
    const sources = await readSources();
    const loud = sources.filter(({ text }) => isLoud(text)).map(({ path }) => path);
    expect(loud.filter((path) => !path.startsWith("pipeline/cli/"))).toEqual([]);
    expect(loud).toContain("pipeline/cli/terminal.ts");
  });

  it.each([
    ["console.log(1);", true],
    ["console.warn(1);", true],
    ["Deno.exit(1);", true],
    ["Deno.exitCode = 1;", true],
    ["Deno.stdout.write(bytes);", true],
    ["process.stdout.write(text);", true],
    ["process.exit(1);", true],
    ["tensor.print();", true],
    ["// console.log(1);", false],
    ["/**\n * console.log(1);\n */", false],
    ["write(text);", false],
    ["isTerminal();", false],
  ])("%j: %s", (text, expected) => {
    expect(isLoud(text)).toBe(expected);
  });
});

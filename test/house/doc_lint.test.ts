import { describe, expect, it, onTestFinished } from "vitest";
import { readSources } from "./_sources.ts";

/**
 * What `deno doc --lint` finds, one line each. Members of interfaces and classes may go without a
 * comment where their name says it all; everything that is exported may not. A type that packages
 * declare counts as public.
 *
 * @param code All code that may declare types of ours.
 */
async function problemsOf(files: readonly string[], code: string): Promise<string[]> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...files],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const blocks = new TextDecoder().decode(stderr).split(/^(?=error\[)/m);
  return blocks.filter((block) => block.startsWith("error[")).flatMap((block) => {
    const [title, place] = block.split("\n");
    const exported = /^ *\d+ *\| export /m.test(block);
    if (title!.startsWith("error[missing-jsdoc]") && !exported) return [];
    const referenced = /references private type '(\w+)'/.exec(title!)?.[1];
    const ours = new RegExp(`\\b(?:class|interface|type|function|const|enum) ${referenced}\\b`);
    if (referenced !== undefined && !ours.test(code)) return [];
    return [`${title} ${place!.trim()}`];
  });
}

describe("documentation", () => {
  it("explains every export of every door", async () => {
    const sources = await readSources();
    const doors = sources.map(({ path }) => path)
      .filter((path) => path.endsWith("/mod.ts") || /^pipeline\/[a-z]\w*\.ts$/.test(path));
    expect(doors.length).toBeGreaterThan(5);
    expect(await problemsOf(doors, sources.map(({ text }) => text).join("\n"))).toEqual([]);
  });

  it.each([
    ["export function f(): void {}\n", ["missing-jsdoc"]],
    ["/** Says. */\nexport function f() {\n  return Math.random() > 1 ? 1 : [];\n}\n", [
      "missing-return-type",
    ]],
    ["interface P {}\n/** Says. */\nexport function f(p: P): void {}\n", ["private-type-ref"]],
    [
      `import { z } from "zod";\n/** Says. */\nexport function f(p: z.ZodString): void {}\n`,
      [],
    ],
    ["/** Says. */\nexport interface I {\n  a: number;\n}\n", []],
  ])("%j gives %j", async (text, rules) => {
    // Beside this file, since the import map of deno.json holds only inside the project.
    const file = await Deno.makeTempFile({ dir: import.meta.dirname!, suffix: ".tmp.ts" });
    onTestFinished(() => Deno.remove(file));
    await Deno.writeTextFile(file, text);
    const problems = await problemsOf([file], text);
    expect(problems.map((problem) => /\[(.*?)\]/.exec(problem)?.[1])).toEqual(rules);
  });
});

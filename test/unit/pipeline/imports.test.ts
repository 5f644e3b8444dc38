import { describe, expect, it } from "vitest";
import { importsOf, withoutComments } from "../../../pipeline/_imports.ts";

describe("importsOf", () => {
  it.each<[string, [string, boolean][]]>([
    [`import "./a.ts";`, [["./a.ts", false]]],
    [`import a from "./a.ts";`, [["./a.ts", false]]],
    [`import * as a from './a.ts';`, [["./a.ts", false]]],
    [`import a, { type B, c as d } from "./a.ts";`, [["./a.ts", false]]],
    [`import {\n  one,\n  two,\n} from "./a.ts";`, [["./a.ts", false]]],
    [`import { $a } from "./a.ts";`, [["./a.ts", false]]],
    [`import type { A } from "./a.ts";`, [["./a.ts", true]]],
    [`import type A from "./a.ts";`, [["./a.ts", true]]],
    [`import type from "./a.ts";`, [["./a.ts", false]]],
    [`export * from "./a.ts";`, [["./a.ts", false]]],
    [`export * as a from "./a.ts";`, [["./a.ts", false]]],
    [`export { a } from "./a.ts";`, [["./a.ts", false]]],
    [`export type { A } from "./a.ts";`, [["./a.ts", true]]],
    [`import a from "./a.json" with { type: "json" };`, [["./a.json", false]]],
    [`const a = await import("./a.ts");`, [["./a.ts", false]]],
    [`const a = await import(\n  "./a.ts"\n);`, [["./a.ts", false]]],
    [`const a = await import(name);`, []],
    [`import.meta.resolve("./a.ts");`, []],
    [`export const from = "./a.ts";`, []],
    [`export function a() {}\nconst b = "./a.ts";`, []],
    [`// import "./a.ts";`, []],
    [`/**\n * import "./a.ts";\n */\nimport "./b.ts";`, [["./b.ts", false]]],
    [`const glob = "src/**/*.ts";\nimport "./b.ts";`, [["./b.ts", false]]],
    [`import "./a.ts";\nimport b from "b";`, [["./a.ts", false], ["b", false]]],
  ])("%j", (source, expected) => {
    const imports = importsOf(source).map(({ specifier, typeOnly }) => [specifier, typeOnly]);
    expect(imports).toEqual(expected);
  });

  it("finds what Deno finds in the runner", async () => {
    const url = new URL("../../../pipeline/_run.ts", import.meta.url);
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", url.href],
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout));
    const local = modules.filter((m: { specifier: string }) =>
      m.specifier.includes("/pipeline/") && m.specifier.endsWith(".ts")
    );
    expect(local.length).toBeGreaterThan(8);
    for (const { specifier, dependencies = [] } of local) {
      const imports = importsOf(await Deno.readTextFile(new URL(specifier)));
      const expected = dependencies.map((d: { specifier: string }) => d.specifier);
      expect([...new Set(imports.map(({ specifier }) => specifier))].sort(), specifier)
        .toEqual(expected.sort());
    }
  });
});

describe("withoutComments", () => {
  it("drops comments that start a line and keeps strings", () => {
    expect(withoutComments(`  // a\n/* b\n c */\nconst d = "/* e */ // f";`))
      .toBe(`\n\nconst d = "/* e */ // f";`);
  });
});

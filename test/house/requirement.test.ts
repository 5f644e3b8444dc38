import { expect, it } from "vitest";
import { withNote } from "../_require.ts";

it("a test that needs what is missing has that in its title, one of a table too", () => {
  const titles: string[] = [];
  const test = Object.assign((title: string, _run: () => void) => void titles.push(title), {
    each: (cases: readonly string[]) => (title: string, _run: (value: string) => void) =>
      cases.forEach((value) => titles.push(title.replace("%s", value))),
  });
  const noted = withNote(test, "[skipped: needs a library]");
  noted("adds", () => {});
  noted.each(["one", "two"])("subtracts %s", () => {});
  expect(titles).toEqual([
    "adds [skipped: needs a library]",
    "subtracts one [skipped: needs a library]",
    "subtracts two [skipped: needs a library]",
  ]);
});

it("vitest's own skip makes tables", () => {
  const skip = withNote(it.runIf(false), "[skipped]");
  expect([typeof skip.each([1]), typeof skip.for([1])]).toEqual(["function", "function"]);
});

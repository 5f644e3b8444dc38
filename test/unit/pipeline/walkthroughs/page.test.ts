import { describe, expect, it } from "vitest";
import { fillOutputs, parsePage } from "../../../../pipeline/walkthroughs/page.ts";
import { PAGE } from "./_page.ts";

describe("parsePage", () => {
  it("finds the blocks, their lines and their outputs", () => {
    const { blocks, frontMatter } = parsePage(PAGE);
    expect(blocks.map(({ line, output }) => [line, output])).toEqual([
      [11, "seven is 7"],
      [24, undefined],
      [34, undefined],
      [38, "read 7"],
    ]);
    expect(blocks[0]!.code).toBe(`const seven: number = 7;\nconsole.log("seven is", seven);`);
    expect(frontMatter).toBe("jupyter:\n  kernelspec:\n    name: deno");
    const lines = PAGE.split("\n");
    for (const { line } of blocks) expect(lines[line - 1]).toMatch(/^```t/);
  });

  it("keeps what is between them, other languages included, and leaves outputs out", () => {
    const cells = parsePage(PAGE).cells.map((cell) =>
      cell.kind === "code" ? `code ${cell.block.line}` : cell.text
    );
    expect(cells).toEqual([
      "# Title\n\nWords.",
      "code 11",
      "```sh\nexit 1\n```",
      "code 24",
      "Behind it.",
      "code 34",
      "code 38",
      "![A picture](images/none.svg)",
    ]);
  });

  it.each([
    ["no code", "# Title\n", [], ["# Title"]],
    ["nothing", "", [], []],
    ["text that is no output", "```ts\n1;\n```\n\nWords\n\n```text\nx\n```\n", [undefined], null],
    ["an empty output", "```ts\n1;\n```\n\n```text\n```\n", [""], null],
    ["a longer fence in which a shorter one stands", "````md\n```ts\n1;\n```\n````\n", [], null],
  ])("reads a page with %s", (_, text, outputs, markdown) => {
    const { blocks, cells } = parsePage(text);
    expect(blocks.map(({ output }) => output)).toEqual(outputs);
    if (markdown !== null) {
      expect(cells).toEqual(markdown.map((text) => ({ kind: "markdown", text })));
    }
  });

  it("refuses a fence that is not closed, with its line", () => {
    expect(() => parsePage("Words\n\n```ts\n1;\n")).toThrow(
      new SyntaxError(
        "Cannot read the page: the fence in line 3 is not closed. Add a line ```",
      ),
    );
  });
});

describe("fillOutputs", () => {
  it("gives the page back where the outputs are those that it shows", () => {
    const page = parsePage(PAGE);
    expect(fillOutputs(page, page.blocks.map(({ output = "" }) => output))).toBe(PAGE);
  });

  it("replaces, adds and removes outputs and touches nothing else", () => {
    const filled = parsePage(fillOutputs(parsePage(PAGE), ["one\n\ntwo", "new", "", ""]));
    expect(filled.blocks.map(({ output }) => output)).toEqual([
      "one\n\ntwo",
      "new",
      undefined,
      undefined,
    ]);
    const markdown = ({ cells }: ReturnType<typeof parsePage>) =>
      cells.map((cell) => cell.kind === "code" ? cell.block.code : cell.text);
    expect(markdown(filled)).toEqual(markdown(parsePage(PAGE)));
  });

  it("refuses another number of outputs", () => {
    expect(() => fillOutputs(parsePage(PAGE), [""])).toThrow(
      new RangeError("Cannot fill 4 blocks with 1 outputs: expected as many"),
    );
  });
});

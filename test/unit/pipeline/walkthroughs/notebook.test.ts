import { expect, it } from "vitest";
import { toNotebook } from "../../../../pipeline/walkthroughs/notebook.ts";
import { parsePage } from "../../../../pipeline/walkthroughs/page.ts";
import { PAGE } from "./_page.ts";

it("has a page's blocks and words as cells, and its outputs", () => {
  const { cells } = toNotebook(parsePage(PAGE));
  expect(cells.map(({ cell_type, source }) => [cell_type, source.join("")])).toEqual(
    parsePage(PAGE).cells.map((cell) =>
      cell.kind === "code" ? ["code", cell.block.code] : ["markdown", cell.text]
    ),
  );
  expect(cells.flatMap((cell) => cell.cell_type === "code" ? [cell.outputs] : [])).toEqual([
    [{ output_type: "stream", name: "stdout", text: ["seven is 7\n"] }],
    [],
    [],
    [{ output_type: "stream", name: "stdout", text: ["read 7\n"] }],
  ]);
});

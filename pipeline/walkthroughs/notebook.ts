import type { CodeBlock, Page } from "./page.ts";

/** A cell of a notebook. https://nbformat.readthedocs.io/en/latest/format_description.html */
type NotebookCell =
  & { readonly id: string; readonly metadata: Record<string, never>; readonly source: string[] }
  & (
    | { readonly cell_type: "markdown" }
    | {
      readonly cell_type: "code";
      readonly execution_count: null;
      readonly outputs: readonly {
        readonly output_type: "stream";
        readonly name: "stdout";
        readonly text: string[];
      }[];
    }
  );

/** A notebook of nbformat 4.5, as its JSON has it. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: {
    readonly kernelspec: { display_name: string; language: string; name: string };
    readonly language_info: { name: string; file_extension: string; mimetype: string };
  };
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

/**
 * A page as a notebook for Deno's kernel (`deno jupyter --install`): each block is a cell, with what
 * the page shows as its output. It belongs beside the page, where its pictures are found.
 */
export function toNotebook(page: Page): Notebook {
  return {
    cells: page.cells.map((cell, i): NotebookCell => {
      const common = { id: `cell-${i + 1}`, metadata: {} };
      if (cell.kind === "markdown") {
        return { cell_type: "markdown", ...common, source: linesOf(cell.text) };
      }
      return { cell_type: "code", ...common, ...codeParts(cell.block) };
    }),
    metadata: {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      language_info: {
        name: "typescript",
        file_extension: ".ts",
        mimetype: "text/x.typescript",
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function codeParts({ code, output }: CodeBlock) {
  return {
    execution_count: null,
    outputs: output === undefined
      ? []
      : [{ output_type: "stream", name: "stdout", text: linesOf(`${output}\n`) } as const],
    source: linesOf(code),
  };
}

/** A text as nbformat stores it: its lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

import { displayWidth, singleLine } from "./_text.ts";

/** A cell of a text table; numbers are shown as they are and aligned right. */
export type TableCell = string | number | null;

/** Options of {@linkcode textTable}. */
export interface TextTableOptions {
  /** Whether the first row is a heading, ruled off from the rest. @default {true} */
  readonly header?: boolean;
  /** How each column is aligned. @default {right for columns of figures, else left} */
  readonly align?: readonly ("left" | "right")[];
}

const FIGURE = /^[-+−–]?[\d.,]*(e[-+]?\d+)?( ?%|x)?$/i;

/**
 * Rows of cells as aligned lines for a terminal, two spaces between the columns, no trailing line
 * break. Short rows are filled up, `null` is `–`, and control characters become spaces.
 */
export function textTable(
  rows: readonly (readonly TableCell[])[],
  options: TextTableOptions = {},
): string {
  const { header = true } = options;
  const numColumns = Math.max(0, ...rows.map((row) => row.length));
  const texts = rows.map((row) =>
    Array.from({ length: numColumns }, (_, c) => {
      const cell = row[c];
      return cell === null ? "–" : singleLine(String(cell ?? ""));
    })
  );
  const body = header ? texts.slice(1) : texts;
  const columns = Array.from({ length: numColumns }, (_, c) => ({
    width: Math.max(...texts.map((row) => displayWidth(row[c]!))),
    align: options.align?.[c] ??
      (body.length > 0 && body.every((row) => FIGURE.test(row[c]!)) ? "right" : "left"),
  }));
  const lines = texts.map((row) =>
    row.map((text, c) => {
      const { width, align } = columns[c]!;
      const space = " ".repeat(width - displayWidth(text));
      return align === "right" ? space + text : text + space;
    }).join("  ").trimEnd()
  );
  if (header && lines.length > 0) {
    lines.splice(1, 0, columns.map(({ width }) => "─".repeat(width)).join("  "));
  }
  return lines.join("\n");
}

/** A document whose markers are not as they should be. */
export class MarkerError extends Error {
  /** @internal */
  override name = "MarkerError";
}

/**
 * Puts `content` between the lines `<!-- name: begin -->` and `<!-- name: end -->` of a Markdown
 * document, in place of what is there. `deno fmt` leaves it as it is.
 *
 * @throws {MarkerError} When one of the two is missing, there more than once, or after the other.
 */
export function fillSection(document: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  for (const marker of [begin, end]) {
    const count = document.split(marker).length - 1;
    if (count === 1) continue;
    throw new MarkerError(
      `Cannot fill section "${name}": the line ${marker} is there ${count} times, expected once. ` +
        `Put ${begin} and ${end} where the section belongs`,
    );
  }
  const [start, stop] = [document.indexOf(begin) + begin.length, document.indexOf(end)];
  if (stop < start) {
    throw new MarkerError(
      `Cannot fill section "${name}": ${end} comes before ${begin}. Change their order`,
    );
  }
  const kept = `<!-- deno-fmt-ignore-start -->\n\n${content}\n\n<!-- deno-fmt-ignore-end -->`;
  return `${document.slice(0, start)}\n\n${kept}\n\n${document.slice(stop)}`;
}

/** A Markdown table, its columns padded as `deno fmt` pads them. Figures are aligned right. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string {
  const cells = [header, ...rows].map((row) => row.map((text) => text.replaceAll("|", "\\|")));
  const widths = header.map((_, c) => Math.max(3, ...cells.map((row) => [...row[c]!].length)));
  const line = (row: readonly string[]) =>
    `| ${
      row.map((text, c) => {
        const space = " ".repeat(widths[c]! - [...text].length);
        return align[c] === "right" ? space + text : text + space;
      }).join(" | ")
    } |`;
  const rule = `| ${
    widths.map((width, c) => align[c] === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width))
      .join(" | ")
  } |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join("\n");
}

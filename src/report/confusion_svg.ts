import { checkConfusion } from "./_confusion.ts";
import { confusionCells, confusionLegend, confusionTotals } from "./_confusion_cells.ts";
import { integer } from "./_format.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { fitText, textWidth } from "./_measure.ts";
import { truncate } from "./_text.ts";

/** Longest class name that is shown whole, in characters, and in CSS pixels. */
const NAME = { columns: 18, width: 136 };
const FONT_SIZE = 12;
/** More classes than this get small cells without counts. */
const COUNTED = 40;

/** Options of {@linkcode confusionSvg}. */
export interface ConfusionSvgOptions {
  /** Heading; empty for none. @default {"Confusion matrix"} */
  readonly title?: string;
}

/**
 * A confusion matrix as a heat map in an SVG document: a row per true class, a column per predicted
 * class. The diagonal is shaded by its share of the row, errors by the logarithm of their count in a
 * second colour, so that few errors stay visible beside thousands of hits. Zeros stay empty. More than
 * 40 classes get cells without counts, which the tooltips say, and not every class is named.
 *
 * @param matrix `matrix[label][predicted]`, counts
 * @param classNames one per class; long ones are cut, and whole in the cells' tooltips
 * @throws {TypeError} when the matrix is not square or the names do not match it
 */
export function confusionSvg(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
  options: ConfusionSvgOptions = {},
): string {
  checkConfusion(matrix, classNames);
  const { title = "Confusion matrix" } = options;
  const n = classNames.length;
  const counted = n <= COUNTED;
  const cell = n <= 12 ? 42 : counted ? Math.max(25, 504 / n) : Math.max(4, 900 / n);
  // Where cells are lower than a line of text, not every class is named.
  const every = Math.ceil((FONT_SIZE + 2) / cell);
  const names = shortNames(classNames);
  const nameSize = Math.max(...names.map((name) => textWidth(name, FONT_SIZE)));
  const upright = nameSize <= cell - 2;
  const left = 38 + nameSize;
  const top = (title ? 66 : 36) + (upright ? 22 : nameSize);
  const size = n * cell;
  const parts = [
    title && svgText(16, 24, title, "title"),
    svgText(left + size / 2, title ? 48 : 20, "predicted", "muted middle"),
    svgText(
      18,
      top + size / 2,
      "true",
      "muted middle",
      `transform="rotate(-90 18 ${px(top + size / 2)})"`,
    ),
    `<rect class="rule" x="${px(left)}" y="${px(top)}" width="${px(size)}" height="${px(size)}"/>`,
    ...names.map((name, i) => {
      if (i % every > 0) return "";
      const middle = (i + 0.5) * cell;
      const x = left + middle;
      return svgText(left - 8, top + middle + 4, name, "end") +
        (upright ? svgText(x, top - 8, name, "middle") : svgText(
          x + 4,
          top - 8,
          name,
          "",
          `transform="rotate(-90 ${px(x + 4)} ${px(top - 8)})"`,
        ));
    }),
    ...confusionCells(matrix, classNames, { left, top, cell, counted }),
    confusionLegend(16, top + size + 24, matrix),
  ];
  const { hits, total } = confusionTotals(matrix);
  return svgDocument({
    width: Math.max(left + size + 20, 400),
    height: top + size + 72,
    label: `Confusion matrix of ${n} classes: ${integer(hits)} of ${integer(total)} samples right`,
    body: parts.filter(Boolean).join("\n"),
  });
}

/** Names that fit beside the matrix; where only their ends tell them apart, these are kept. */
function shortNames(names: readonly string[]): string[] {
  const { columns, width } = NAME;
  const cut = names.map((name) => fitText(truncate(name, columns), width, FONT_SIZE));
  if (new Set(cut).size === new Set(names).size) return cut;
  const tail = Math.floor(columns / 2);
  return names.map((name, i) => {
    if (cut[i] === name) return name;
    const end = [...name].slice(-tail).join("");
    return fitText(name, width - textWidth(end, FONT_SIZE), FONT_SIZE) + end;
  });
}

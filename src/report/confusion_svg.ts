import { checkConfusion } from "./_confusion.ts";
import { confusionCells, confusionLegend, confusionTotals } from "./_confusion_cells.ts";
import { integer } from "./_format.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { displayWidth, truncate } from "./_text.ts";

/** Longest class name that is shown whole, in characters. */
const NAME_WIDTH = 18;
const CHARACTER = 6.6;

/** Options of {@linkcode confusionSvg}. */
export interface ConfusionSvgOptions {
  /** Heading; empty for none. @default {"Confusion matrix"} */
  readonly title?: string;
}

/**
 * A confusion matrix as a heat map in an SVG document: a row per true class, a column per predicted
 * class. The diagonal is shaded by its share of the row, errors by the logarithm of their count in a
 * second colour, so that few errors stay visible beside thousands of hits. Zeros stay empty.
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
  const cell = n <= 12 ? 42 : Math.max(25, 504 / n);
  const names = classNames.map((name) => truncate(name, NAME_WIDTH));
  const nameSize = Math.max(...names.map(displayWidth)) * CHARACTER;
  const upright = nameSize <= cell;
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
    ...confusionCells(matrix, classNames, { left, top, cell }),
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

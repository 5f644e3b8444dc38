import { integer, percent } from "./_format.ts";
import { px, svgText } from "./_svg.ts";
import { escapeXml } from "./_text.ts";

/** Faintest and strongest shade of a cell; up to here text keeps a contrast of 4.5 in light and dark. */
const SHADE = { least: 0.1, most: 0.55 };

/** All samples, those on the diagonal, and the count of the most frequent error. */
export function confusionTotals(matrix: readonly (readonly number[])[]) {
  const all = matrix.flat();
  const errors = matrix.flatMap((row, label) => row.filter((_, predicted) => predicted !== label));
  const total = all.reduce((sum, count) => sum + count, 0);
  const wrong = errors.reduce((sum, count) => sum + count, 0);
  return { total, hits: total - wrong, worst: Math.max(0, ...errors) };
}

/** The cells that are not 0, with their tooltips and, where `counted`, their counts. */
export function confusionCells(
  matrix: readonly (readonly number[])[],
  classNames: readonly string[],
  { left, top, cell, counted }: { left: number; top: number; cell: number; counted: boolean },
): string[] {
  const { worst } = confusionTotals(matrix);
  const digits = Math.max(...matrix.flat().map((count) => shorten(count, cell).length));
  const size = Math.min(13, (cell - 3) / (digits * 0.64));
  return matrix.flatMap((row, label) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, predicted) => {
      if (count === 0) return [];
      const hit = label === predicted;
      const level = hit ? count / support : Math.log1p(count) / Math.log1p(worst);
      const [x, y] = [left + predicted * cell, top + label * cell];
      const tip = `true ${classNames[label]}, predicted ${classNames[predicted]}: ` +
        `${integer(count)} of ${integer(support)} (${percent(count / support)})`;
      return `<g><title>${escapeXml(tip)}</title>` +
        `<rect class="${hit ? "first" : "second"}" fill-opacity="${px(shadeOf(level))}" ` +
        `x="${px(x + 0.5)}" y="${px(y + 0.5)}" width="${px(cell - 1)}" height="${px(cell - 1)}"/>` +
        (counted
          ? svgText(
            x + cell / 2,
            y + cell / 2 + size * 0.36,
            shorten(count, cell),
            "middle",
            `style="font-size:${px(size)}px"`,
          )
          : "") +
        `</g>`;
    });
  });
}

/** A count, in thousands where a cell has no room for five digits. */
function shorten(count: number, cell: number): string {
  const fits = count < 1e4 || (cell > 40 && count < 1e6);
  return fits ? String(count) : `${Math.round(count / 1000)}k`;
}

function shadeOf(level: number): number {
  return SHADE.least + (SHADE.most - SHADE.least) * level;
}

/** What the two colours mean. */
export function confusionLegend(
  x: number,
  y: number,
  matrix: readonly (readonly number[])[],
): string {
  const { worst } = confusionTotals(matrix);
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const ramp = (style: string, top: number) =>
    steps.map((level, i) =>
      `<rect class="${style}" fill-opacity="${px(shadeOf(level))}" x="${px(x + i * 14)}" y="${
        px(top - 10)
      }" ` +
      `width="14" height="12"/>`
    ).join("");
  return ramp("first", y) +
    svgText(x + 80, y, "right: 0 to 100 % of the true class", "muted small") +
    "\n" + ramp("second", y + 22) + svgText(
      x + 80,
      y + 22,
      worst === 0 ? "wrong: none" : `wrong: 1 to ${integer(worst)} samples, logarithmic`,
      "muted small",
    );
}

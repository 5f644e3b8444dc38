import { integer, percent } from "./_format.ts";
import type { PixelImage } from "../data/mod.ts";
import { pngDataUri } from "./_png.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { fitText } from "./_measure.ts";
import { escapeXml } from "./_text.ts";

/** A class and the probability that a model gave it. */
export interface NamedProbability {
  /** Name of the class. */
  readonly name: string;
  /** 0 to 1. */
  readonly probability: number;
}

/** One classified image. */
export interface GridCell extends PixelImage {
  /** Position of the sample in its data set, 0-based. */
  readonly index: number;
  /** Name of the true class. */
  readonly label: string;
  /** Name of the predicted class. */
  readonly predicted: string;
  /** Probability of the predicted class, 0 to 1. */
  readonly probability: number;
  /** The best classes, best first, to be shown as bars in place of the probability alone. */
  readonly top?: readonly NamedProbability[];
}

/** Options of {@linkcode gridSvg}. */
export interface GridOptions {
  /** Heading. @default {"Misclassified images"} */
  readonly title?: string;
  /** At most this many cells are drawn. @default {48} */
  readonly limit?: number;
  /** How many there are altogether, for "48 of 83 shown". @default {cells.length} */
  readonly total?: number;
  /** Cells in a row. @default {8} */
  readonly columns?: number;
  /** What an empty grid says. @default {"Nothing to show: every image was classified right"} */
  readonly emptyText?: string;
}

const CELL = { width: 136, height: 146, image: 84 };
/** What a bar of a probability takes, in CSS pixels. */
const BAR = { width: 120, height: 16 };
const TOP = 44;
const SIDE = 12;

/**
 * Images with their true and predicted class as an SVG document. Frames are green with a tick where
 * the prediction is right, red with a cross where it is wrong. Cells with their best classes show these
 * as bars. The images are embedded as PNG.
 *
 * @throws {RangeError} when a cell's pixels do not fill its shape
 * @throws {RangeError} when `limit` or `columns` is not a positive integer
 */
export function gridSvg(cells: readonly GridCell[], options: GridOptions = {}): string {
  const {
    title = "Misclassified images",
    limit = 48,
    total = cells.length,
    columns = 8,
    emptyText = "Nothing to show: every image was classified right",
  } = options;
  for (const [name, value] of Object.entries({ limit, columns })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`Cannot draw a grid with ${name} ${value}: expected a positive integer`);
    }
  }
  if (cells.length === 0) return emptyGrid(title, emptyText);
  const shown = cells.slice(0, limit);
  const across = Math.max(4, Math.min(columns, shown.length));
  const width = 2 * SIDE + across * CELL.width;
  const bars = Math.max(0, ...shown.map(({ top = [] }) => top.length));
  const cellHeight = CELL.height + (bars > 0 ? bars * BAR.height - 8 : 8);
  const count = `${integer(shown.length)} of ${integer(total)} shown`;
  return svgDocument({
    width,
    height: TOP + Math.ceil(shown.length / across) * cellHeight + 4,
    label: `${title}: ${count}`,
    body: [
      svgText(SIDE + 12, 26, title, "title"),
      svgText(width - SIDE - 12, 26, count, "muted end"),
      ...shown.map((cell, i) =>
        drawCell(cell, SIDE + (i % across) * CELL.width, TOP + Math.floor(i / across) * cellHeight)
      ),
    ].join("\n"),
  });
}

/** What is said about a cell in its tooltip and to readers who do not see it. */
export function describeCell({ index, label, predicted, probability }: GridCell): string {
  return `Sample ${index}: true ${label}, predicted ${predicted} (${percent(probability, 1)})`;
}

function drawCell(cell: GridCell, left: number, top: number): string {
  const right = cell.label === cell.predicted;
  const style = right ? "right" : "wrong";
  const x = left + (CELL.width - CELL.image) / 2;
  const middle = left + CELL.width / 2;
  const [badgeX, badgeY] = [x + CELL.image - 2, top + 4];
  const mark = right ? "M-3.5 .5L-1 3 3.5 -2.5" : "M-3 -3L3 3M3 -3L-3 3";
  return `<g><title>${escapeXml(describeCell(cell))}</title>
<image x="${px(x)}" y="${px(top + 4)}" width="${CELL.image}" height="${CELL.image}" href="${
    pngDataUri(cell)
  }"/>
<rect class="${style}" fill="none" stroke-width="2" x="${px(x - 1)}" y="${px(top + 3)}" width="${
    CELL.image + 2
  }" height="${CELL.image + 2}" rx="3"/>
<g transform="translate(${px(badgeX)} ${
    px(badgeY)
  })"><circle class="surface ${style}" r="8" stroke-width="1.5"/><path class="${style}" fill="none" stroke-width="2" d="${mark}"/></g>
${svgText(middle, top + 107, caption("true", cell.label), "small middle")}
${svgText(middle, top + 123, caption("predicted", cell.predicted), `small middle ${style}Text`)}
${
    cell.top === undefined
      ? svgText(middle, top + 138, percent(cell.probability, 1), "muted small middle")
      : cell.top.map((entry, i) => drawBar(entry, middle, top + 131 + i * BAR.height)).join("\n")
  }</g>`;
}

function caption(word: string, name: string): string {
  return fitText(`${word} ${name}`, CELL.width - 8, 11);
}

function drawBar({ name, probability }: NamedProbability, middle: number, top: number): string {
  const left = middle - BAR.width / 2;
  const [height, baseline] = [BAR.height - 3, top + 10];
  return `<rect class="track" x="${px(left)}" y="${
    px(top)
  }" width="${BAR.width}" height="${height}"/>` +
    `<rect class="first faint" x="${px(left)}" y="${px(top)}" width="${
      px(BAR.width * probability)
    }" height="${height}"/>` +
    svgText(left + 4, baseline, fitText(name, BAR.width - 58, 11), "small") +
    svgText(left + BAR.width - 3, baseline, percent(probability, 1), "small end");
}

function emptyGrid(title: string, emptyText: string): string {
  return svgDocument({
    width: 480,
    height: 170,
    label: `${title}: ${emptyText}`,
    body: [
      svgText(24, 26, title, "title"),
      `<g transform="translate(240 84)"><circle class="right" fill="none" r="24" stroke-width="3"/>` +
      `<path class="right" fill="none" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" d="M-11 1L-3 9 11 -8"/></g>`,
      svgText(240, 140, emptyText, "muted middle"),
    ].join("\n"),
  });
}

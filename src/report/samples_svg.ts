import type { PixelImage } from "../data/mod.ts";
import { fitText } from "./_measure.ts";
import { pngDataUri } from "./_png.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { escapeXml } from "./_text.ts";

/** An image of a data set. */
export interface LabelledImage extends PixelImage {
  /** Position of the sample in its data set, 0-based. */
  readonly index: number;
  /** Name of its class. */
  readonly label: string;
}

/** Options of {@linkcode samplesSvg}. */
export interface SamplesOptions {
  /** Heading. @default {"Training images"} */
  readonly title?: string;
  /** Images in a row. @default {5} */
  readonly columns?: number;
}

const CELL = { width: 120, height: 122, image: 92 };
const TOP = 44;
const SIDE = 12;

/**
 * Images of a data set with the names of their classes as an SVG document. The images are embedded as
 * PNG; those that are not square keep their proportions.
 *
 * @throws {RangeError} when an image's pixels do not fill its shape, or `columns` is not a positive
 * integer
 */
export function samplesSvg(
  images: readonly LabelledImage[],
  { title = "Training images", columns = 5 }: SamplesOptions = {},
): string {
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(
      `Cannot draw samples in ${columns} columns: expected a positive integer`,
    );
  }
  const across = Math.max(2, Math.min(columns, images.length));
  const cells = images.map((image, i) => {
    const left = SIDE + (i % across) * CELL.width;
    const top = TOP + Math.floor(i / across) * CELL.height;
    const x = px(left + (CELL.width - CELL.image) / 2);
    return `<g><title>${escapeXml(describeSample(image))}</title>
<image x="${x}" y="${px(top)}" width="${CELL.image}" height="${CELL.image}" href="${
      pngDataUri(image)
    }"/>
<rect class="rule" x="${x}" y="${px(top)}" width="${CELL.image}" height="${CELL.image}"/>
${
      svgText(
        left + CELL.width / 2,
        top + CELL.image + 16,
        fitText(image.label, CELL.width - 4, 12),
        "middle",
      )
    }</g>`;
  });
  return svgDocument({
    width: 2 * SIDE + across * CELL.width,
    height: TOP + Math.max(1, Math.ceil(images.length / across)) * CELL.height + 4,
    label: `${title}: ${images.length} with their class names`,
    body: [
      svgText(SIDE + 14, 26, title, "title"),
      ...(cells.length > 0 ? cells : [svgText(SIDE + 14, TOP + 12, "no images", "muted")]),
    ].join("\n"),
  });
}

/** What is said about a sample in its tooltip and to readers who do not see it. */
export function describeSample({ index, label }: LabelledImage): string {
  return `Sample ${index}: ${label}`;
}

import { isDark, sequential } from "./_colour_map.ts";
import { heatImage, scaleBar, type ValueImage } from "./_heat.ts";
import { fitText } from "./_measure.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import type { LabelledImage } from "./samples_svg.ts";

/** Room for the whole picture, in CSS pixels. */
const WIDTH = 700;
/** Cells below this size have no room for their value. */
const READABLE = 20;
const TOP = 66;
const SIDE = 16;
const GAP = 16;

/** Pixels as the file holds them: 0 to 255, whatever the image uses of that. */
const SCALE = { low: 0, high: 255, colour: (value: number) => sequential(value / 255) };
const CHANNELS = ["red", "green", "blue"];

/**
 * One image as a heat map in an SVG document: each pixel's value, 0 to 255, as a colour, and as a
 * number where there is room (gray images up to 33 pixels wide). An RGB image is drawn channel by channel.
 *
 * @throws {RangeError} when the pixels do not fill the image's shape
 */
export function digitSvg(image: LabelledImage): string {
  const { width, height, channels, data, index, label } = image;
  if (data.length !== width * height * channels) {
    throw new RangeError(
      `Cannot draw an image of ${width} x ${height} x ${channels} from ${data.length} values: ` +
        `expected ${width * height * channels}`,
    );
  }
  const panel = (WIDTH - 2 * SIDE - (channels - 1) * GAP) / channels;
  const cell = Math.max(1, Math.min(24, Math.floor(panel / Math.max(width, height))));
  const [w, h] = [cell * width, cell * height];
  const planes = Array.from({ length: channels }, (_, c): ValueImage => ({
    width,
    height,
    values: Uint8Array.from({ length: width * height }, (_, i) => data[i * channels + c]!),
  }));
  const total = Math.max(400, 2 * SIDE + channels * w + (channels - 1) * GAP);
  const start = (total - channels * w - (channels - 1) * GAP) / 2;
  const parts = planes.flatMap((plane, c) => {
    const x = start + c * (w + GAP);
    return [
      channels > 1 ? svgText(x, TOP - 8, CHANNELS[c] ?? `channel ${c}`, "muted small") : "",
      heatImage(plane, SCALE, { x, y: TOP, width: w, height: h }),
      `<rect class="rule" x="${px(x)}" y="${TOP}" width="${w}" height="${h}"/>`,
      cell < READABLE ? "" : numbers(plane, x, cell),
    ];
  });
  const size = `${width} x ${height}${channels > 1 ? ` x ${channels}` : ""} pixels`;
  const title = fitText(`Sample ${index}: ${label}`, total - 2 * SIDE - 170, 16);
  return svgDocument({
    width: total,
    height: TOP + h + 40,
    label: `Sample ${index}, ${label}: ${size} as a heat map of their values`,
    body: [
      svgText(SIDE, 26, title, "title"),
      svgText(total - SIDE, 26, size, "muted end"),
      ...parts,
      scaleBar(SIDE, TOP + h + 16, SCALE, (value) => `pixel ${value}`),
    ].filter(Boolean).join("\n"),
  });
}

/** The values, a text a row, dark on light cells and light on dark ones. */
function numbers({ width, height, values }: ValueImage, left: number, cell: number): string {
  const size = cell * 0.42;
  const rows = Array.from({ length: height }, (_, row) => {
    const y = px(TOP + (row + 0.5) * cell + size * 0.36);
    const spans = Array.from({ length: width }, (_, column) => {
      const value = values[row * width + column]!;
      const light = isDark(SCALE.colour(value)) ? ' class="light"' : "";
      return `<tspan x="${px(left + (column + 0.5) * cell)}"${light}>${value}</tspan>`;
    });
    return `<text y="${y}">${spans.join("")}</text>`;
  });
  return `<g class="cells" style="font-size:${px(size)}px">\n${rows.join("\n")}\n</g>`;
}

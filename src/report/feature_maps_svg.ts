import { integer } from "./_format.ts";
import { scaleBar, sequentialScale, type ValueImage } from "./_heat.ts";
import { fitText } from "./_measure.ts";
import { pngDataUri } from "./_png.ts";
import { svgDocument, svgText } from "./_svg.ts";
import { tileRows } from "./_tiles.ts";
import type { LabelledImage } from "./samples_svg.ts";

/** What a layer makes of an image. */
export interface LayerMaps {
  /** Name of the layer. */
  readonly layer: string;
  /** A picture for each channel; of 1 x 1 for each unit of a dense layer. */
  readonly maps: readonly ValueImage[];
  /** How many there are altogether. @default {maps.length} */
  readonly total?: number;
}

/** What the layers of a network make of one image. */
export interface FeatureMaps {
  readonly image: LabelledImage;
  /** In the order of the network. */
  readonly layers: readonly LayerMaps[];
}

const WIDTH = 700;
const SIDE = 16;
const IMAGE = 84;

/**
 * What the layers of a network make of an image, as an SVG document: the image, and for each layer a
 * picture of each of its channels. The pictures of a layer share one scale, dark blue to yellow.
 *
 * @throws {RangeError} when the image's pixels do not fill its shape
 */
export function featureMapsSvg({ image, layers }: FeatureMaps): string {
  const title = "Feature maps";
  const source = `sample ${image.index}: ${image.label}`;
  let top = 46;
  const parts = [
    svgText(SIDE, 26, title, "title"),
    `<image x="${SIDE}" y="${top}" width="${IMAGE}" height="${IMAGE}" href="${
      pngDataUri(image)
    }"/>`,
    `<rect class="rule" x="${SIDE}" y="${top}" width="${IMAGE}" height="${IMAGE}"/>`,
    svgText(SIDE + IMAGE + 12, top + 16, fitText(source, WIDTH - IMAGE - 3 * SIDE, 12)),
    svgText(
      SIDE + IMAGE + 12,
      top + 34,
      layers.length === 0 ? "no layer has values that can be drawn" : "what goes in",
      "muted",
    ),
  ];
  top += IMAGE + 28;
  for (const { layer, maps, total = maps.length } of layers) {
    const { width, height } = maps[0] ?? { width: 0, height: 0 };
    const shown = maps.length === total ? integer(total) : `${maps.length} of ${integer(total)}`;
    const size = width * height === 1 ? "units" : `maps of ${height} x ${width}`;
    const text = fitText(layer, 300, 13);
    const scale = sequentialScale(maps);
    const tiles = maps.map((map, i) => ({ name: `${layer}, ${i}`, planes: [map] }));
    const rows = tileRows(tiles, scale, { left: SIDE, top: top + 12, width: WIDTH - 2 * SIDE });
    parts.push(
      svgText(SIDE, top, text, "bold"),
      svgText(WIDTH - SIDE, top, `${shown} ${size}`, "muted end"),
      rows.body,
      scaleBar(SIDE, top + 12 + rows.height + 12, scale),
    );
    top += rows.height + 12 + 12 + 12 + 36;
  }
  return svgDocument({
    width: WIDTH,
    height: top - 8,
    label: `${title} of ${source}: ${layers.map(({ layer }) => layer).join(", ") || "none"}`,
    body: parts.join("\n"),
  });
}

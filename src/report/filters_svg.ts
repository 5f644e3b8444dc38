import { divergingScale, scaleBar, type ValueImage } from "./_heat.ts";
import { integer } from "./_format.ts";
import { fitText } from "./_measure.ts";
import { svgDocument, svgText } from "./_svg.ts";
import { tileRows } from "./_tiles.ts";

export type { ValueImage };

/** What a network's first layer looks for. */
export interface Filters {
  /** Name of the layer. */
  readonly layer: string;
  /** For each filter or unit its weights, one picture per input channel. */
  readonly filters: readonly (readonly ValueImage[])[];
  /** How many there are altogether. @default {filters.length} */
  readonly total?: number;
}

const WIDTH = 700;
const SIDE = 16;

/**
 * The first layer's weights as an SVG document: a picture for each filter, or unit of a dense layer,
 * blue where a weight is negative, vermilion where it is positive. All share one scale. The pictures of a
 * filter's input channels stand side by side.
 */
export function filtersSvg({ layer, filters, total = filters.length }: Filters): string {
  const title = "Weights of the first layer";
  const channels = filters[0]?.length ?? 0;
  const [width, height] = [filters[0]?.[0]?.width ?? 0, filters[0]?.[0]?.height ?? 0];
  const shown = filters.length === total
    ? integer(total)
    : `${filters.length} of ${integer(total)}`;
  const text = filters.length === 0
    ? "no layer has weights that can be drawn as images"
    : `${layer}: ${shown} of ${height} x ${width}` +
      (channels > 1 ? `, ${channels} input channels side by side` : "");
  const scale = divergingScale(filters.flat());
  const tiles = filters.map((planes, i) => ({ name: `${layer}, ${i}`, planes }));
  const rows = tileRows(tiles, scale, { left: SIDE, top: 64, width: WIDTH - 2 * SIDE });
  const bottom = 64 + rows.height;
  return svgDocument({
    width: WIDTH,
    height: bottom + (filters.length === 0 ? 8 : 44),
    label: `${title}, ${text}`,
    body: [
      svgText(SIDE, 26, title, "title"),
      svgText(SIDE, 46, fitText(text, WIDTH - 2 * SIDE, 12), "muted"),
      rows.body,
      filters.length === 0 ? "" : scaleBar(SIDE, bottom + 16, scale),
    ].filter(Boolean).join("\n"),
  });
}

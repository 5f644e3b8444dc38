import { heatImage, type HeatScale, type ValueImage } from "./_heat.ts";
import { px } from "./_svg.ts";
import { escapeXml } from "./_text.ts";

/** Pictures of values that belong together, e.g. a filter's input channels. */
export interface Tile {
  /** What its tooltip says. */
  readonly name: string;
  readonly planes: readonly ValueImage[];
}

const GAP = 8;
/** Largest tile, and largest pixel, in CSS pixels. */
const LARGEST = 76;
const PIXEL = 12;

/** Tiles in rows within `width`, their planes side by side, and the height that they take. */
export function tileRows(
  tiles: readonly Tile[],
  scale: HeatScale,
  { left, top, width }: { left: number; top: number; width: number },
): { body: string; height: number } {
  const first = tiles[0]?.planes[0];
  if (first === undefined) return { body: "", height: 0 };
  const zoom = Math.min(PIXEL, LARGEST / Math.max(first.width, first.height));
  const [w, h] = [Math.max(3, first.width * zoom), Math.max(3, first.height * zoom)];
  const planes = tiles[0]!.planes.length;
  const whole = planes * w + (planes - 1) * 2;
  const gap = whole < 2 * GAP ? 3 : GAP;
  const across = Math.max(1, Math.floor((width + gap) / (whole + gap)));
  const body = tiles.map(({ name, planes }, i) => {
    const x = left + (i % across) * (whole + gap);
    const y = top + Math.floor(i / across) * (h + gap);
    const images = planes.map((plane, c) =>
      plane.width * plane.height === 1
        ? `<rect x="${px(x + c * (w + 2))}" y="${px(y)}" width="${px(w)}" height="${
          px(h)
        }" fill="rgb(${scale.colour(plane.values[0]!)})"/>`
        : heatImage(plane, scale, { x: x + c * (w + 2), y, width: w, height: h })
    );
    return `<g><title>${escapeXml(name)}</title>${images.join("")}<rect class="rule" x="${
      px(x)
    }" y="${px(y)}" width="${px(whole)}" height="${px(h)}"/></g>`;
  });
  const rows = Math.ceil(tiles.length / across);
  return { body: body.join("\n"), height: rows * (h + gap) - gap };
}

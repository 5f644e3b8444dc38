import { integer } from "./_format.ts";
import { fitText, textWidth } from "./_measure.ts";
import { layoutNetwork } from "./_network_layout.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { escapeXml } from "./_text.ts";

/** A layer of a network. */
export interface NetworkLayer {
  /** Unique, e.g. `conv2d_1`. */
  readonly name: string;
  /** What it computes, e.g. `Conv2D`. */
  readonly type: string;
  /** The shape of each output with its batch, e.g. `[[null, 28, 28, 1]]`. */
  readonly outputShapes: readonly (readonly (number | null)[])[];
  /** Trainable and other weights, in numbers. */
  readonly parameters: number;
  /** Names of the layers whose outputs it takes; each stands before it. */
  readonly inputs: readonly string[];
}

const BOX = { least: 190, most: 300, height: 62, padding: 14 };
const STEP = 94;
const TOP = 76;
const SIDE = 16;

/**
 * A network as a diagram in an SVG document: a box for each layer with its name, type, output shape
 * without the batch, and number of parameters; branches stand side by side.
 *
 * @param layers in an order in which each stands behind its inputs
 * @throws {TypeError} when there is no layer, two have one name, or an input does not stand before
 */
export function networkSvg(layers: readonly NetworkLayer[]): string {
  const inputs = inputPositions(layers);
  const lines = layers.map(describe);
  const widest = Math.max(
    ...lines.map(([name, type, shape, count]) =>
      Math.max(
        textWidth(name, 13.5),
        textWidth(type, 12),
        textWidth(shape, 12) + 16 + textWidth(count, 12),
      )
    ),
  );
  const width = Math.min(BOX.most, Math.max(BOX.least, widest + 2 * BOX.padding));
  const layout = layoutNetwork(layers.map((_, i) => ({ width, inputs: inputs[i]! })));
  const total = Math.max(290, layout.width + 2 * SIDE);
  const start = (total - layout.width) / 2;
  const top = (rank: number) => TOP + rank * STEP;
  const edges = layout.edges.map(({ points }) => {
    const path = points.slice(1).map((to, i) => {
      const from = points[i]!;
      const begin = top(from.rank) + BOX.height;
      const end = top(to.rank) - (i === points.length - 2 ? 4 : 0);
      const middle = (begin + end) / 2;
      const move = i === 0 ? `M${px(start + from.x)} ${px(begin)}` : `V${px(begin)}`;
      return `${move}C${px(start + from.x)} ${px(middle)} ${px(start + to.x)} ${px(middle)} ${
        px(start + to.x)
      } ${px(end)}`;
    }).join("");
    const { x, rank } = points.at(-1)!;
    return `<path class="axis" d="${path}"/>` +
      `<path class="head" d="M${px(start + x)} ${px(top(rank))}l-4.5 -8h9z"/>`;
  });
  const boxes = layout.boxes.map(({ x, rank }, i) =>
    drawBox(lines[i]!, layers[i]!, start + x - width / 2, top(rank), width)
  );
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const count = `${layers.length} layers, ${integer(parameters)} parameters`;
  return svgDocument({
    width: total,
    height: top(layout.ranks - 1) + BOX.height + 20,
    label: `Network of ${count}: ${lines.map(([name, , shape]) => `${name} ${shape}`).join(", ")}`,
    body: [
      svgText(SIDE, 26, "Layers of the network", "title"),
      svgText(SIDE, 48, count, "muted"),
      ...edges,
      ...boxes,
    ].join("\n"),
  });
}

type Lines = readonly [name: string, type: string, shape: string, parameters: string];

function describe({ name, type, outputShapes, parameters }: NetworkLayer): Lines {
  const shapes = outputShapes.map((shape) =>
    shape.slice(1).map((size) => size ?? "?").join(" × ") || "1"
  );
  return [
    name,
    type,
    shapes.join(", "),
    parameters === 0 ? "no parameters" : `${integer(parameters)} param${parameters > 1 ? "s" : ""}`,
  ];
}

function drawBox(
  [name, type, shape, count]: Lines,
  { parameters }: NetworkLayer,
  x: number,
  y: number,
  width: number,
): string {
  const inner = width - 2 * BOX.padding;
  const right = x + width - BOX.padding;
  // Long shapes of several outputs give way to the count.
  const room = inner - 16 - textWidth(count, 12);
  return `<g><title>${escapeXml(`${name} (${type}): output ${shape}, ${count}`)}</title>
<rect class="box" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${BOX.height}" rx="8"/>
<rect class="${parameters > 0 ? "first" : "head"}" x="${px(x)}" y="${
    px(y + 10)
  }" width="4" height="${BOX.height - 20}"/>
${svgText(x + BOX.padding, y + 18, fitText(name, inner, 13.5), "bold")}
${svgText(x + BOX.padding, y + 34, fitText(type, inner, 12), "muted")}
${svgText(x + BOX.padding, y + 51, fitText(shape, room, 12))}
${svgText(right, y + 51, count, "muted end")}</g>`;
}

function inputPositions(layers: readonly NetworkLayer[]): number[][] {
  const positions = new Map<string, number>();
  if (layers.length === 0) throw new TypeError("Cannot draw a network of 0 layers: expected 1");
  return layers.map(({ name, inputs }, i) => {
    if (positions.has(name)) {
      throw new TypeError(`Cannot draw the network: two layers are called "${name}"`);
    }
    const found = inputs.map((input) => {
      const position = positions.get(input);
      if (position !== undefined) return position;
      throw new TypeError(
        `Cannot draw layer "${name}": its input "${input}" is not one of the layers before it ` +
          `(${[...positions.keys()].join(", ") || "none"}). List each layer behind its inputs`,
      );
    });
    positions.set(name, i);
    return found;
  });
}

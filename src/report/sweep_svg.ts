import { scaleLinear, scaleLog, scalePoint } from "d3-scale";
import { line, symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from "d3-shape";
import { decimal, percent } from "./_format.ts";
import { fitText, textWidth } from "./_measure.ts";
import { px, svgDocument, svgText } from "./_svg.ts";

/** Accuracy and loss at each value of a {@linkcode SweepCurves}; `null` where there is none. */
export interface SweepSeries {
  /** For the legend, e.g. `test`. */
  readonly name: string;
  /** Shares of 1. */
  readonly accuracy: readonly (number | null)[];
  readonly loss: readonly (number | null)[];
}

/** What trainings came to that differ in one parameter. */
export interface SweepCurves {
  /** The parameter, e.g. `units`. */
  readonly parameter: string;
  /** Its values: numbers, or names such as optimizers'. */
  readonly values: readonly (number | string)[];
  /** At most four, the most important first. */
  readonly series: readonly SweepSeries[];
}

const PANEL = { width: 420, height: 300 };
const MARGIN = { top: 58, right: 22, bottom: 46, left: 56 };
/** Smallest distance between two labels of the axis. */
const LABEL_SPACE = 30;
/** Font size of the chart's text in pixels. */
const FONT_SIZE = 12;
/** The legend's rows, the room that an entry takes beside its name, and between two entries. */
const LEGEND = { row: 18, symbol: 30, gap: 14 };
/** Classes of line and marker. */
const STYLES = [
  { line: "line first", marker: "first", shape: symbolCircle },
  { line: "line second", marker: "second", shape: symbolSquare },
  { line: "line axis", marker: "muted", shape: symbolTriangle },
  { line: "line right", marker: "muted", shape: symbolDiamond },
] as const;

type Point = readonly [x: number, y: number];
/** Where an entry of the legend stands in its panel, and its name as far as there is room. */
interface LegendEntry {
  readonly x: number;
  readonly row: number;
  readonly text: string;
}
interface Panel {
  readonly title: string;
  readonly format: (value: number) => string;
  readonly share: boolean;
  readonly rows: readonly { readonly values: readonly (number | null)[] }[];
}

/**
 * Accuracy and loss against a parameter, as an SVG document of two panels. The axis is logarithmic
 * where the values grow by factors rather than by steps, and has one place for each value where
 * they are names.
 *
 * @throws {RangeError} For no values, or no or more than four series.
 * @throws {TypeError} When a series does not have one entry per value.
 */
export function sweepSvg(curves: SweepCurves): string {
  const { parameter, values, series } = curves;
  if (values.length === 0 || series.length === 0 || series.length > STYLES.length) {
    throw new RangeError(
      `Cannot draw ${series.length} series over ${values.length} values of "${parameter}": ` +
        `expected 1 to ${STYLES.length} series and 1 or more values`,
    );
  }
  for (const { name, accuracy, loss } of series) {
    if (accuracy.length === values.length && loss.length === values.length) continue;
    throw new TypeError(
      `Cannot draw series "${name}": received ${accuracy.length} accuracies and ${loss.length} ` +
        `losses for ${values.length} values of "${parameter}", expected one per value`,
    );
  }
  const panels: Panel[] = [
    {
      title: "accuracy",
      format: percent,
      share: true,
      rows: series.map(({ accuracy }) => ({ values: accuracy })),
    },
    {
      title: "loss",
      format: decimal,
      share: false,
      rows: series.map(({ loss }) => ({ values: loss })),
    },
  ];
  const order = values.map((_, i) => i);
  if (isNumeric(values)) order.sort((a, b) => Number(values[a]) - Number(values[b]));
  const legend = layLegend(series.map(({ name }) => name));
  // Rows of the legend beyond the first push all below them down.
  const shift = LEGEND.row * legend.at(-1)!.row;
  const body = panels.map((panel, i) =>
    `<g transform="translate(${i * PANEL.width} 0)">\n` +
    `${drawPanel(panel, curves, order, legend, shift)}\n</g>`
  );
  const described = series.map(({ name, accuracy }) =>
    `${name} accuracy ${percent(accuracy[order[0]!])} to ${percent(accuracy[order.at(-1)!])}`
  );
  return svgDocument({
    width: 2 * PANEL.width,
    height: PANEL.height + shift,
    label: `Accuracy and loss against ${parameter}, ${values[order[0]!]} to ${
      values[order.at(-1)!]
    }: ${described.join(", ")}`,
    body: body.join("\n"),
  });
}

/** Whether numbers grow by factors (16, 32, 64) rather than by steps (1, 2, 3). */
export function isGeometric(values: readonly (number | string)[]): boolean {
  if (!isNumeric(values) || values.length < 3) return false;
  const sorted = values.map(Number).sort((a, b) => a - b);
  if (sorted[0]! <= 0) return false;
  const spread = (of: (a: number, b: number) => number) => {
    const gaps = sorted.slice(1).map((value, i) => of(value, sorted[i]!));
    return Math.max(...gaps) / Math.min(...gaps);
  };
  return spread((a, b) => a / b) < spread((a, b) => a - b);
}

function isNumeric(values: readonly (number | string)[]): boolean {
  return values.every((value) => typeof value === "number");
}

/** One entry after the other, in as many rows as they need. */
function layLegend(names: readonly string[]): LegendEntry[] {
  const right = PANEL.width - MARGIN.right;
  const entries: LegendEntry[] = [];
  let [x, row] = [MARGIN.left, 0];
  for (const name of names) {
    const text = fitText(name, right - MARGIN.left - LEGEND.symbol, FONT_SIZE);
    const width = LEGEND.symbol + textWidth(text, FONT_SIZE);
    if (x > MARGIN.left && x + width > right) [x, row] = [MARGIN.left, row + 1];
    entries.push({ x, row, text });
    x += width + LEGEND.gap;
  }
  return entries;
}

function drawPanel(
  { title, format, share, rows }: Panel,
  curves: SweepCurves,
  order: number[],
  legend: readonly LegendEntry[],
  shift: number,
) {
  const parts = [svgText(MARGIN.left, 22, title, "title")];
  const finite = rows.flatMap(({ values }) => values).filter(isFinite) as number[];
  if (finite.length === 0) {
    parts.push(
      svgText(PANEL.width / 2, (PANEL.height + shift) / 2, "no finite values", "muted middle"),
    );
    return parts.join("\n");
  }
  const x = xScale(curves.values);
  const y = scaleLinear().domain(domain(finite, share)).nice(5)
    .range([PANEL.height + shift - MARGIN.bottom, MARGIN.top + shift]);
  parts.push(xAxis(x, curves, order, PANEL.height + shift), yAxis(y, share));
  rows.forEach(({ values }, i) => {
    if (!values.some(isFinite)) return;
    const style = STYLES[i]!;
    const { x: left, row, text } = legend[i]!;
    const middle = 39 + LEGEND.row * row;
    const points = order.map((at): Point => [
      x(curves.values[at]!),
      isFinite(values[at] ?? null) ? y(values[at]) : NaN,
    ]);
    parts.push(
      `<path class="${style.line}" d="${
        line().defined((point: Point) => Number.isFinite(point[1])).digits(2)(points) ?? ""
      }"/>`,
      ...points.filter(([, height]) => Number.isFinite(height)).map((point) => marker(point, i)),
      `<path class="${style.line}" d="M${px(left)} ${px(middle)}H${px(left + 24)}"/>`,
      marker([left + 12, middle], i),
      svgText(left + LEGEND.symbol, middle + 4, text),
    );
  });
  return `<desc>${title}: ${format(Math.min(...finite))} to ${
    format(Math.max(...finite))
  }</desc>\n` +
    parts.join("\n");
}

function isFinite(value: number | null): boolean {
  return value !== null && Number.isFinite(value);
}

function domain(values: readonly number[], share: boolean): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!share) return [Math.min(0, low), high * 1.02 || 1];
  const margin = Math.max((high - low) * 0.08, 0.002);
  return [Math.max(0, low - margin), Math.min(1, high + margin)];
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function xScale(values: readonly (number | string)[]): any {
  const range = [MARGIN.left + 12, PANEL.width - MARGIN.right];
  if (!isNumeric(values)) return scalePoint().domain(values).range(range).padding(0.3);
  const numbers = values.map(Number);
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (first === last) return scaleLinear().domain([first - 1, last + 1]).range(range);
  return (isGeometric(values) ? scaleLog() : scaleLinear()).domain([first, last]).range(range);
}

function xAxis(
  // deno-lint-ignore no-explicit-any -- d3-scale ships no types
  x: any,
  { parameter, values }: SweepCurves,
  order: readonly number[],
  height: number,
): string {
  const bottom = height - MARGIN.bottom;
  const scale = isGeometric(values) ? " (logarithmic)" : "";
  let last = -Infinity;
  const ticks = order.map((at) => {
    const place = x(values[at]!) as number;
    const tick = `<path class="axis" d="M${px(place)} ${bottom}v4"/>`;
    if (place - last < LABEL_SPACE) return tick;
    last = place;
    return tick + svgText(place, bottom + 17, String(values[at]), "muted small middle");
  });
  return [
    `<path class="axis" d="M${MARGIN.left} ${bottom}H${PANEL.width - MARGIN.right}"/>`,
    ...ticks,
    svgText(
      (MARGIN.left + PANEL.width - MARGIN.right) / 2,
      height - 10,
      `${parameter}${scale}`,
      "muted middle",
    ),
  ].join("\n");
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function yAxis(y: any, share: boolean): string {
  const format = y.tickFormat(5, share ? "%" : undefined) as (value: number) => string;
  return (y.ticks(5) as number[]).map((tick) =>
    `<path class="rule" d="M${MARGIN.left} ${px(y(tick))}H${PANEL.width - MARGIN.right}"/>` +
    svgText(MARGIN.left - 8, y(tick) + 4, format(tick).replace("%", " %"), "muted small end")
  ).join("\n");
}

function marker([x, y]: Point, series: number): string {
  const { marker, shape } = STYLES[series]!;
  return `<path class="${marker}" transform="translate(${px(x)} ${px(y)})" d="${
    symbol().type(shape).size(40).digits(2)()
  }"/>`;
}

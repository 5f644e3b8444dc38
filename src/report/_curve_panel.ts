import { scaleLinear } from "d3-scale";
import { line, symbol, symbolCircle, symbolSquare } from "d3-shape";
import { decimal, percent } from "./_format.ts";
import { px, svgText } from "./_svg.ts";

/** Size of one panel in CSS pixels. */
export const PANEL = { width: 380, height: 270 };
const MARGIN = { top: 58, right: 18, bottom: 42, left: 56 };
/** Beyond this many points, markers would hide the line. */
const MAX_MARKERS = 40;

/** The two curves of one metric. */
export interface Curves {
  /** The metric, e.g. `loss`. */
  readonly name: string;
  /** Epochs, 1-based. */
  readonly epochs: readonly number[];
  readonly training: readonly number[];
  /** Empty where there was no validation. */
  readonly validation: readonly number[];
}

type Point = readonly [x: number, y: number];
type Format = (value: number) => string;

/** One panel: title, legend with the last values, axes and up to two curves. */
export function curvePanel(curves: Curves): string {
  const share = /acc/i.test(curves.name);
  const values = [...curves.training, ...curves.validation].filter(Number.isFinite);
  const parts = [svgText(MARGIN.left, 22, curves.name, "title")];
  if (values.length === 0) {
    parts.push(
      svgText(PANEL.width / 2, PANEL.height / 2, "no finite values", "muted middle"),
    );
    return parts.join("\n");
  }
  const first = Math.min(...curves.epochs);
  const last = Math.max(...curves.epochs);
  const x = scaleLinear().domain(first === last ? [first - 0.5, last + 0.5] : [first, last])
    .range([MARGIN.left, PANEL.width - MARGIN.right]);
  const y = scaleLinear().domain(share ? shareDomain(values) : lossDomain(values)).nice(5)
    .range([PANEL.height - MARGIN.bottom, MARGIN.top]);
  parts.push(xAxis(x, first, last), yAxis(y, share));

  const format: Format = share ? percent : decimal;
  const series = [
    { name: "training", style: "first", shape: symbolCircle, values: curves.training },
    { name: "validation", style: "second", shape: symbolSquare, values: curves.validation },
  ].filter((s) => s.values.some(Number.isFinite));
  let legend = MARGIN.left;
  for (const { name, style, shape, values } of series) {
    const points = curves.epochs.map((epoch, i): Point => [x(epoch), y(values[i] ?? NaN)]);
    const text = `${name} ${format(values.findLast(Number.isFinite)!)}`;
    parts.push(
      curve(points, style),
      markers(points, style, shape),
      `<path class="line ${style}" d="M${px(legend)} 39H${px(legend + 26)}"/>`,
      marker([legend + 13, 39], style, shape),
      svgText(legend + 32, 43, text),
    );
    legend += 50 + text.length * 6.4;
  }
  return parts.join("\n");
}

const lossDomain = (values: readonly number[]): [number, number] => [
  Math.min(0, ...values),
  Math.max(...values) * 1.02 || 1,
];

function shareDomain(values: readonly number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max((high - low) * 0.08, 0.002);
  return [low - margin, high <= 1 ? Math.min(1, high + margin) : high + margin];
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function xAxis(x: any, first: number, last: number): string {
  const bottom = PANEL.height - MARGIN.bottom;
  const ticks = [...new Set([first, ...(x.ticks(7) as number[]).filter(Number.isInteger)])]
    .filter((tick) => tick <= last);
  return [
    `<path class="axis" d="M${MARGIN.left} ${bottom}H${PANEL.width - MARGIN.right}"/>`,
    ...ticks.map((tick) =>
      `<path class="axis" d="M${px(x(tick))} ${bottom}v4"/>` +
      svgText(x(tick), bottom + 17, String(tick), "muted small middle")
    ),
    svgText(
      (MARGIN.left + PANEL.width - MARGIN.right) / 2,
      PANEL.height - 8,
      "epoch",
      "muted middle",
    ),
  ].join("\n");
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function yAxis(y: any, share: boolean): string {
  const format = y.tickFormat(5, share ? "%" : undefined) as Format;
  return (y.ticks(5) as number[]).map((tick) =>
    `<path class="rule" d="M${MARGIN.left} ${px(y(tick))}H${PANEL.width - MARGIN.right}"/>` +
    svgText(MARGIN.left - 8, y(tick) + 4, format(tick).replace("%", " %"), "muted small end")
  ).join("\n");
}

function curve(points: readonly Point[], style: string): string {
  const path = line().defined((point: Point) => Number.isFinite(point[1])).digits(2)(points);
  return `<path class="line ${style}" d="${path ?? ""}"/>`;
}

function markers(points: readonly Point[], style: string, shape: unknown): string {
  const finite = points.filter(([, y]) => Number.isFinite(y));
  const shown = finite.length > MAX_MARKERS ? finite.slice(-1) : finite;
  return shown.map((point) => marker(point, style, shape)).join("");
}

function marker([x, y]: Point, style: string, shape: unknown): string {
  const path = symbol().type(shape).size(38).digits(2)();
  return `<path class="${style}" transform="translate(${px(x)} ${px(y)})" d="${path}"/>`;
}

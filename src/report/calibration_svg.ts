import { scaleLinear } from "d3-scale";
import { integer, percent } from "./_format.ts";
import { px, svgDocument, svgText } from "./_svg.ts";
import { escapeXml } from "./_text.ts";
import type { Calibration, CalibrationBin } from "./calibration.ts";

const WIDTH = 468;
const PLOT = { left: 62, right: 26, top: 92, size: 300 };
const COUNTS = { gap: 44, height: 70 };
/** Two-sided 95 % of a normal distribution. */
const Z = 1.959964;

/**
 * Accuracy against confidence as an SVG document, a reliability diagram: a bar per bin with its accuracy
 * and, at its mean confidence, the accuracy's 95 % Wilson interval, and a diamond on the diagonal, where
 * the bar would end if both were equal; below, how many samples each bin holds.
 */
export function calibrationSvg({ bins, count, expectedError }: Calibration): string {
  const right = WIDTH - PLOT.right;
  const bottom = PLOT.top + PLOT.size;
  const x = scaleLinear().domain([0, 1]).range([PLOT.left, right]);
  const y = scaleLinear().domain([0, 1]).range([bottom, PLOT.top]);
  const base = bottom + COUNTS.gap + COUNTS.height;
  const most = Math.max(...bins.map((bin) => bin.count));
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const title = "Accuracy against confidence";
  const error = `expected calibration error ${percent(expectedError)}`;
  const label = (tick: number) => `${Math.round(tick * 100)} %`;
  const parts = [
    svgText(16, 26, title, "title"),
    svgText(16, 46, `${error}, ${integer(count)} sample${count === 1 ? "" : "s"}`, "muted"),
    legend(68),
    ...ticks.map((tick) =>
      `<path class="rule" d="M${PLOT.left} ${px(y(tick))}H${right}"/>` +
      svgText(PLOT.left - 8, y(tick) + 4, label(tick), "muted small end") +
      svgText(x(tick), base + 16, label(tick), "muted small middle")
    ),
    `<path class="axis" d="M${PLOT.left} ${px(base)}H${right}"/>`,
    ...bins.map((bin) => drawBin(bin, x, y)),
    `<path class="diagonal" d="M${PLOT.left} ${bottom}L${right} ${PLOT.top}"/>`,
    ...bins.filter((bin) => bin.count > 0).map(({ confidence }) =>
      `<path class="second" d="M${px(x(confidence))} ${px(y(confidence) - 5)}l5 5 -5 5 -5 -5z"/>`
    ),
    ...bins.map((bin) => drawCount(bin, x, base, most)),
    rotated("accuracy", 16, PLOT.top + PLOT.size / 2),
    rotated("samples", 16, base - COUNTS.height / 2),
    svgText(
      (PLOT.left + right) / 2,
      base + 36,
      "confidence in the predicted class",
      "muted middle",
    ),
  ];
  return svgDocument({
    width: WIDTH,
    height: base + 48,
    label: `${title}: ${error} over ${integer(count)} samples`,
    body: parts.join("\n"),
  });
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function drawBin(bin: CalibrationBin, x: any, y: any): string {
  if (bin.count === 0) return "";
  const accuracy = bin.right / bin.count;
  const [low, high] = wilson(bin.right, bin.count);
  const [left, middle] = [x(bin.from) + 1, x(bin.confidence)];
  return `<g><title>${escapeXml(describe(bin))}</title>` +
    `<rect class="first faint" x="${px(left)}" y="${px(y(accuracy))}" width="${
      px(x(bin.to) - left - 1)
    }" height="${px(y(0) - y(accuracy))}"/>` +
    `<path class="line first" d="M${px(left)} ${px(y(accuracy))}H${px(x(bin.to) - 1)}"/>` +
    `<path class="whisker" d="M${px(middle)} ${px(y(low))}V${px(y(high))}` +
    `m-4 0h8M${px(middle - 4)} ${px(y(low))}h8"/></g>`;
}

// deno-lint-ignore no-explicit-any -- d3-scale ships no types
function drawCount(bin: CalibrationBin, x: any, base: number, most: number): string {
  const height = COUNTS.height * bin.count / most;
  const left = x(bin.from) + 1;
  const shown = bin.count < 10_000 ? String(bin.count) : `${Math.round(bin.count / 1000)}k`;
  const size = Math.min(11, (x(bin.to) - left) / (shown.length * 0.66));
  return `<rect class="muted" x="${px(left)}" y="${px(base - height)}" width="${
    px(x(bin.to) - left - 1)
  }" height="${px(height)}"/>` +
    svgText(
      x((bin.from + bin.to) / 2),
      base - height - 4,
      shown,
      "middle",
      `style="font-size:${px(size)}px"`,
    );
}

function describe({ from, to, count, right, confidence }: CalibrationBin): string {
  return `Confidence ${percent(from, 0)} to ${percent(to, 0)}: ${integer(count)} samples, ` +
    `accuracy ${percent(right / count)}, mean confidence ${percent(confidence)}`;
}

function legend(y: number): string {
  return `<rect class="first faint" x="16" y="${y - 9}" width="16" height="10"/>` +
    `<path class="line first" d="M16 ${y - 9}h16"/>` +
    svgText(38, y, "accuracy, 95 % interval", "small") +
    `<path class="second" d="M190 ${y - 9}l5 5 -5 5 -5 -5z"/>` +
    svgText(201, y, "mean confidence", "small") +
    `<path class="diagonal" d="M318 ${y - 4}h24"/>` +
    svgText(348, y, "both equal", "small");
}

function rotated(text: string, x: number, y: number): string {
  return svgText(x, y, text, "muted middle", `transform="rotate(-90 ${px(x)} ${px(y)})"`);
}

/** Wilson's score interval of a share: `right` of `count` samples (Wilson 1927). */
function wilson(right: number, count: number): [low: number, high: number] {
  const share = right / count;
  const denominator = 1 + Z ** 2 / count;
  const middle = (share + Z ** 2 / (2 * count)) / denominator;
  const half = Z / denominator *
    Math.sqrt(share * (1 - share) / count + Z ** 2 / (4 * count ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

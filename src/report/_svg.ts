import { escapeXml } from "./_text.ts";
import { FONT, themeCss } from "./_theme.ts";

// The classes are scoped, because a <style> in an inlined SVG reaches the whole page.
const STYLE = `${themeCss(".chart")}
.chart text{font:12px ${FONT};fill:var(--ink)}
.chart .surface{fill:var(--surface)}
.chart .title{font-weight:600;font-size:14px}
.chart .muted{fill:var(--muted)}
.chart .small{font-size:11px}
.chart .middle{text-anchor:middle}
.chart .end{text-anchor:end}
.chart .rule{stroke:var(--rule);fill:none}
.chart .axis{stroke:var(--muted);fill:none}
.chart .first{fill:var(--first)}
.chart .second{fill:var(--second)}
.chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.chart .line.first{stroke:var(--first)}
.chart .line.second{stroke:var(--second);stroke-dasharray:6 4}
.chart .right{stroke:var(--right)}
.chart .wrong{stroke:var(--wrong)}
.chart .cells text{font-size:inherit;fill:#000;text-anchor:middle}
.chart .cells .light{fill:#fff}
.chart .bold{font-weight:600}
.chart .diagonal{stroke:var(--muted);stroke-dasharray:4 4;fill:none}
.chart .whisker{stroke:var(--ink);fill:none}
.chart .faint{fill-opacity:.3}
.chart .track{fill:var(--page)}
.chart .rightText{fill:var(--right)}
.chart .wrongText{fill:var(--wrong)}
.chart .box{fill:var(--page);stroke:var(--rule)}
.chart .head{fill:var(--muted)}
.chart image{image-rendering:pixelated}`;

/** What every chart has. */
export interface SvgOptions {
  /** Size in CSS pixels; the chart scales with its container. */
  readonly width: number;
  readonly height: number;
  /** What a reader who does not see the chart is told. */
  readonly label: string;
  /** Elements, already escaped. */
  readonly body: string;
}

/** A self-contained SVG document that can stand in a file or inside HTML. */
export function svgDocument({ width, height, label, body }: SvgOptions): string {
  const text = escapeXml(label);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="${text}" ` +
    `viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}">
<title>${text}</title>
<style>${STYLE}</style>
<rect class="surface" width="100%" height="100%"/>
${body}
</svg>
`;
}

/** A coordinate with at most two decimals. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A text element; `attributes` are already escaped, the text is not. */
export function svgText(
  x: number,
  y: number,
  text: string,
  classes = "",
  attributes = "",
): string {
  return `<text x="${px(x)}" y="${px(y)}"${classes && ` class="${classes}"`}${
    attributes && ` ${attributes}`
  }>${escapeXml(text)}</text>`;
}

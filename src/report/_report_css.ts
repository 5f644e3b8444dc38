import { FONT, themeCss } from "./_theme.ts";

/** The report's style sheet: phone to desktop, light and dark, nothing loaded. */
export const REPORT_CSS = `${themeCss(":root")}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 ${FONT};-webkit-text-size-adjust:100%}
header,main{max-width:68rem;margin:0 auto;padding:0 1rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0}
h2{font-size:1.2rem;margin:0 0 .8rem}
h3{font-size:1rem;margin:1.1rem 0 .4rem}
p{margin:.4rem 0}
a{color:var(--first)}
main,.stack{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem}
main{padding-block:1.2rem 2rem}
section{background:var(--surface);border:1px solid var(--rule);border-radius:12px;padding:1.2rem;min-width:0}
.muted{color:var(--muted)}
.headline{display:flex;flex-wrap:wrap;gap:1rem 3rem;align-items:flex-end}
.headline strong{display:block;font-size:3.2rem;line-height:1.1;letter-spacing:-.02em}
.headline .beside strong{font-size:1.6rem;font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(9rem,22%),1fr));gap:1rem;margin:1.4rem 0 0;padding-top:1.1rem;border-top:1px solid var(--rule)}
.tiles dt{color:var(--muted);font-size:.85rem}
.tiles dd{margin:0;font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1rem}
.panels .chart{width:100%;height:auto;max-width:34rem}
.scroll{overflow-x:auto;max-width:100%}
.matrix{min-width:24rem}
.matrix.wide{min-width:46rem}
.matrix .chart{display:block;max-width:100%;height:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:.3rem .55rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th{font-weight:600}
th:first-child,td:first-child{padding-left:0}
th[scope=row],th.text,td.text{text-align:left}
td.text{white-space:normal;min-width:3rem}
tbody th[scope=row],tfoot th{white-space:normal;overflow-wrap:anywhere;min-width:5rem}
thead th{color:var(--muted);font-weight:500}
tr:last-child>*{border-bottom:0}
tfoot>tr>*{border-top:2px solid var(--rule);border-bottom:0}
tr.best>*{font-weight:700}
details>summary{cursor:pointer;color:var(--first)}
.checks{list-style:none;margin:0;padding:0}
.checks li{display:grid;grid-template-columns:1.6rem 1fr;margin:.25rem 0}
.checks b{font-weight:600}
.pass>span:first-child{color:var(--right);font-weight:700}
.fail>span:first-child{color:var(--wrong);font-weight:700}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:0}
.facts>div{display:contents}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
code,pre{font:.88em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--page);border-radius:8px;padding:.7rem .9rem;overflow-x:auto;margin:.4rem 0}
.picture{min-width:34rem}
.picture .chart{display:block;max-width:100%;height:auto;margin:.6rem 0}
.picture.narrow{min-width:25rem}
.picture.natural{min-width:0;width:max-content}
.picture.natural .chart{max-width:none}
.images{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.6rem,1fr));gap:1rem;list-style:none;margin:1rem 0 0;padding:0}
.images figure{margin:0}
.images img{display:block;width:100%;height:auto;aspect-ratio:1;object-fit:contain;image-rendering:pixelated;border:2px solid var(--rule);border-radius:6px}
.images .wrong img{border-color:var(--wrong)}
.images .right img{border-color:var(--right)}
.images.five{max-width:44rem;grid-template-columns:repeat(3,minmax(0,1fr))}
.images.small{grid-template-columns:repeat(4,minmax(0,1fr))}
@media(min-width:48rem){.images.five{grid-template-columns:repeat(5,minmax(0,1fr))}}
.top{list-style:none;margin:.2rem 0 0;padding:0;font-size:.78rem;font-variant-numeric:tabular-nums}
.top li{display:flex;justify-content:space-between;gap:.3rem;padding:0 .25rem;margin-top:2px;background:linear-gradient(90deg,color-mix(in srgb,var(--first) 30%,var(--page)) var(--share),var(--page) 0);white-space:nowrap}
.top li span{overflow:hidden;text-overflow:ellipsis}
details{margin-top:.4rem}
.images figcaption span{display:block}
.images figcaption .mark{display:inline}
.images figcaption{font-size:.85rem;line-height:1.35;margin-top:.3rem;overflow-wrap:anywhere}
.images .wrong .mark{color:var(--wrong)}
.images .right .mark{color:var(--right)}
:focus-visible{outline:2px solid var(--first);outline-offset:2px}
@media(max-width:30rem){section{padding:.9rem}.headline strong{font-size:2.6rem}}
@media print{section{break-inside:avoid}body{background:none}}`;

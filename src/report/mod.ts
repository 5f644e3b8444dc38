/**
 * What a run shows of itself: SVG charts, image grids, an HTML report and tables for terminals. Pure
 * functions from plain data to text.
 *
 * @module
 */
export * from "./history_svg.ts";
export * from "./confusion_svg.ts";
export { type GridCell, type GridOptions, gridSvg } from "./grid_svg.ts";
export * from "./text_table.ts";
export * from "./metrics_text.ts";
export * from "./report_input.ts";
export * from "./report_html.ts";

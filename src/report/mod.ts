/**
 * What a run shows of itself: SVG charts, image grids, an HTML report and tables for terminals. Pure
 * functions from plain data to text.
 *
 * @module
 */
export { duration, percent } from "./_format.ts";
export * from "./history_svg.ts";
export * from "./confusion_svg.ts";
export { type GridCell, type GridOptions, gridSvg, type NamedProbability } from "./grid_svg.ts";
export { type LabelledImage, type SamplesOptions, samplesSvg } from "./samples_svg.ts";
export * from "./digit_svg.ts";
export * from "./network_svg.ts";
export * from "./calibration.ts";
export * from "./calibration_svg.ts";
export * from "./filters_svg.ts";
export * from "./feature_maps_svg.ts";
export * from "./sweep_svg.ts";
export * from "./text_table.ts";
export * from "./metrics_text.ts";
export * from "./report_input.ts";
export * from "./report_html.ts";

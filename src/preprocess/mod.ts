/**
 * From a drawing or a picture to a model's input, the same in the browser and on the command line.
 *
 * This module is browser compatible.
 *
 * @module
 */
export { type RgbaImage } from "./channels.ts";
export * from "./class_names.ts";
export * from "./preprocess.ts";
export * from "./preprocessing.ts";

/**
 * The panel in which a visitor corrects the model and trains it.
 *
 * @module
 */
export { mountTeach, type TeachOptions } from "./mount_teach.ts";

/**
 * "Teach it": a few steps of training in the page adapt a model's last layers to corrected drawings.
 * No DOM here; `web/page/teach` has the panel.
 *
 * This module is browser compatible.
 *
 * @module
 */
export * from "./create_teacher.ts";
export * from "./image_pack.ts";
export * from "./lesson.ts";
export * from "./plan.ts";

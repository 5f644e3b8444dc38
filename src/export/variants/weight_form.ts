/**
 * How a file stores its large weights. What is computed with them is float32 in every form.
 *
 * - `"fp32"`: as they were trained;
 * - `"fp16"`: half of the bytes, 11 significant bits;
 * - `"int8"`: a quarter of the bytes, 255 steps for each channel.
 */
export type WeightForm = "fp32" | "fp16" | "int8";

/** All forms, the most exact first. */
export const WEIGHT_FORMS: readonly WeightForm[] = ["fp32", "fp16", "int8"];

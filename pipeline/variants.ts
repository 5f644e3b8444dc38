import type { WeightForm } from "../src/export/mod.ts";
import { percent } from "../src/report/mod.ts";

/** The forms of the model's weights that are written beside the trained one, and the names of their files. */
export const COMPRESSED = [
  { kind: "fp16", file: "model_fp16.onnx" },
  { kind: "int8", file: "model_int8.onnx" },
] as const satisfies readonly Pick<Variant, "kind" | "file">[];

/** A form of the exported model, and how it does on the whole test set. */
export interface Variant {
  readonly kind: WeightForm;
  /** Name within the run's folder. */
  readonly file: string;
  readonly bytes: number;
  /** Share of the test images that are classified right, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Largest difference of any test image's probability from what the fp32 model gives. */
  readonly maxDifference: number;
}

/** What `variants.json` holds. */
export interface VariantFacts {
  /** The fp32 model first; one of all is shipped by the web page. */
  readonly variants: readonly (Variant & { readonly shipped: boolean })[];
}

/** By how much the accuracy of a shipped variant may lie below fp32's; a share, 0 to 1. */
export const MAX_LOST = 0.0005;

/** Marks the smallest variant that loses at most {@linkcode MAX_LOST} against the first, which is fp32. */
export function chooseShipped(variants: readonly Variant[]): VariantFacts {
  const [full] = variants;
  const good = variants.filter(({ accuracy }) =>
    // Shares of a number of images, so that what is left below the bound is rounding.
    full!.accuracy - accuracy < MAX_LOST + 1e-9
  );
  const shipped = good.reduce((best, variant) => variant.bytes < best.bytes ? variant : best);
  return { variants: variants.map((variant) => ({ ...variant, shipped: variant === shipped })) };
}

/** The largest absolute difference between two sets of probabilities; NaN where one holds it. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    // Written so that NaN stays.
    if (!(difference <= largest)) largest = difference;
    if (Number.isNaN(difference)) break;
  }
  return largest;
}

/** One line for each variant, as a terminal shows it. */
export function variantLines({ variants }: VariantFacts): string[] {
  const width = Math.max(...variants.map(({ file }) => file.length));
  return variants.map(({ kind, file, bytes, accuracy, maxDifference, shipped }) => {
    const beside = kind === "fp32" ? "" : `, max difference ${maxDifference.toExponential(1)}`;
    return `${file.padEnd(width)}  ${(bytes / 1000).toFixed(0)} kB, accuracy ${percent(accuracy)}` +
      `${beside}${
        shipped ? `, for the web page: the smallest within ${100 * MAX_LOST} points` : ""
      }`;
  });
}

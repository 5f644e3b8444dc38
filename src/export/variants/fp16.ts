import { DATA_TYPES, type TensorData } from "../../graph/mod.ts";
import type { StoredWeight } from "./_stored_weight.ts";

/** The largest finite float16. */
const LARGEST = 65504;
/** The smallest float16 with all 11 bits; below it the steps stay as wide as they are here. */
const SMALLEST_NORMAL = 2 ** -14;

/**
 * A weight rounded to float16, which a `Cast` widens when the model is loaded. The error is at most 2^-11
 * of the largest weight: where that needs numbers that float16 does not have, the weight stays as it is.
 */
export function storeAsFloat16({ shape, data }: TensorData<"float32">): StoredWeight | undefined {
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Written so that NaN stays, too.
  if (!(largest <= LARGEST) || (largest > 0 && largest < SMALLEST_NORMAL)) return undefined;
  return {
    opType: "Cast",
    inputs: [{
      suffix: "fp16",
      value: { dtype: "float16", shape, data: Float16Array.from(data) },
    }],
    attributes: { to: { kind: "int", value: DATA_TYPES.float32 } },
  };
}

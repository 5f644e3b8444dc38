import type { LayerCase } from "./_case.ts";
import { CASES as activation } from "./activation.ts";
import { CASES as convolution } from "./convolution.ts";
import { CASES as merge } from "./merge.ts";
import { CASES as normalization } from "./normalization.ts";
import { CASES as pooling } from "./pooling.ts";
import { CASES as recurrent } from "./recurrent.ts";
import { CASES as shape } from "./shape.ts";
import { CASES as weights } from "./weights.ts";

export type { LayerCase } from "./_case.ts";
export { generator, inputsOf, modelOf } from "./_model.ts";

/** Every layer class in configurations that are not the default. */
export const LAYER_CASES: readonly LayerCase[] = [
  ...activation,
  ...convolution,
  ...merge,
  ...normalization,
  ...pooling,
  ...recurrent,
  ...shape,
  ...weights,
];

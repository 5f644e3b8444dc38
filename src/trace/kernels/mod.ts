import type { TranslatorTable } from "../types.ts";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { averagePooling } from "./average_pool.ts";
import { batchNorm } from "./batch_norm.ts";
import { comparison } from "./comparison.ts";
import { constants } from "./constants.ts";
import { convolution } from "./convolution.ts";
import { convolutionGradients } from "./convolution_gradients.ts";
import { cumulative } from "./cumulative.ts";
import { depthwiseGradients } from "./depthwise_gradients.ts";
import { gather } from "./gather.ts";
import { matrix } from "./matrix.ts";
import { maxPooling } from "./max_pool.ts";
import { reductions } from "./reductions.ts";
import { resize } from "./resize.ts";
import { shapes } from "./shapes.ts";
import { splitting } from "./splitting.ts";
import { stridedSlices } from "./strided_slices.ts";
import { largest } from "./top_k.ts";
import { unary } from "./unary.ts";

/** Every kernel that can be traced. To add one, see `docs/adding-a-kernel.md`. */
export const TRANSLATORS: TranslatorTable = {
  ...activations,
  ...arithmetic,
  ...averagePooling,
  ...batchNorm,
  ...comparison,
  ...constants,
  ...convolution,
  ...convolutionGradients,
  ...cumulative,
  ...depthwiseGradients,
  ...gather,
  ...largest,
  ...matrix,
  ...maxPooling,
  ...reductions,
  ...resize,
  ...shapes,
  ...splitting,
  ...stridedSlices,
  ...unary,
};

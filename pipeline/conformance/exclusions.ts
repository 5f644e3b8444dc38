/** Specs that cannot pass for one reason. */
export interface Exclusion {
  /** Why they cannot pass. */
  readonly reason: string;
  /** Names of specs, or what their names begin with, without the backend's name. */
  readonly specs: readonly string[];
}

const PADDINGS = [
  "avgPool x=[3,3,1] f=[3,3] s=1 p=explicit",
  "avgPool x=[2,2,3] f=[2,2] s=3 p=1 default dimRoundingMode",
  "avgPool x=[2,2,3] f=[1,1] s=2 p=1 dimRoundingMode=floor",
  "avgPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=floor",
  "avgPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=round",
  "avgPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=ceil",
  "avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit",
  "avgPool3d x=[1,2,2,2,1] f=[2,2,2] s=1 p=1 roundingMode=floor",
  "avgPool3d x=[1,1,1,1,1] f=[2,2,2] s=1 p=2",
  "conv2dTranspose input=3x3x1,d2=1,f=2,s=2,p=explicit",
  "conv2dTranspose gradient input=[1,3,3,1] f=[2,2,2,1] s=[1,1] p=explicit",
  "maxPool x=[3,3,1] f=[3,3] s=1 p=explicit",
  "maxPool x=[2,2,3] f=[2,2] s=3 p=1 default dimRoundingMode",
  "maxPool x=[2,2,3] f=[1,1] s=2 p=1 dimRoundingMode=floor",
  "maxPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=floor",
  "maxPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=round",
  "maxPool x=[2,2,3] f=[2,2] s=3 p=1 dimRoundingMode=ceil",
  "maxPool3d x=[1,2,2,2,1] f=[2,2,2] s=1 p=1 roundingMode=floor",
  "maxPoolBackprop gradient x=[3,3,1] f=3 s=1 p=explicit",
  "pool max x=[3,3,1] f=[3,3] s=1 d=1 p=explicit",
  // The spelling is tfjs's.
  "pool max x=[3,3,1] f=[3,3] s=3 d=1 p=explicit defualt dimRoundingMode",
  "pool max x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=floor",
  "pool max x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=round",
  "pool max x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=ceil",
  "pool max x=[2,2,3] f=[1,1] s=2 p=1 fractional outputs default rounding",
  "pool avg x=[3,3,1] f=[3,3] s=1 d=1 p=explicit",
  "pool avg x=[3,3,1] f=[3,3] s=3 d=1 p=explicit defualt dimRoundingMode",
  "pool avg x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=floor",
  "pool avg x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=round",
  "pool avg x=[3,3,1] f=[3,3] s=3 d=1 p=explicit dimRoundingMode=ceil",
  "pool avg x=[2,2,3] f=[1,1] s=2 p=1 fractional outputs default rounding",
];

/**
 * The specs of tfjs-core 4.22 that tfjs-node's kernels do not pass on TensorFlow. Each is on
 * tfjs-node's own list too (dist/run_tests.js), which is longer. With none excluded, these and no
 * others failed on TensorFlow 2.21.
 */
export const TENSORFLOW_EXCLUSIONS: readonly Exclusion[] = [
  {
    reason: "tfjs-node 4.22 has no kernel for it",
    specs: [
      "bitwiseAnd",
      "denseBincount",
      "image.transform",
      "lowerBound",
      "maxPoolWithArgmax",
      "raggedGather",
      "raggedRange",
      "raggedTensorToTensor",
      "searchSorted",
      "sparseFillEmptyRows",
      "sparseReshape",
      "sparseSegmentMean",
      "sparseSegmentSum",
      "stringNGrams",
      "stringSplit",
      "stringToHashBucketFast",
      "upperBound",
    ],
  },
  {
    reason: "tfjs-node's kernel takes the paddings valid and same alone",
    specs: PADDINGS,
  },
  {
    reason: "tfjs-node's fused convolution takes NHWC alone",
    specs: ["basic", "im2row", "batch"].map((name) => `fused conv2d ${name} in NCHW`),
  },
  {
    reason: "TensorFlow's op does not take the type",
    specs: [
      "diag bool",
      "greater should support string comparison",
      "greaterEqual should support string comparison",
      "leakyrelu int32",
      "less should support string comparison",
      "lessEqual should support string comparison",
      "step kernel with int32 tensor",
    ],
  },
  {
    reason: "TensorFlow's op does not take the shapes",
    specs: [
      "avgPool3d x=[1,1,1,1,1] f=[1,1,3] s=1 p=valid",
      "conv2dTranspose input=8x8x8,output=4x4x8,f=8,s=1,inDepth=8,p=same vec4",
      "scatterND should work for 2d",
      "scatterND should work for simple 1d",
      "scatterND should work for multiple 1d",
      "scatterND should sum the duplicated indices",
      "scatterND should work for tensorLike input",
    ],
  },
  {
    reason: "TensorFlow's op accepts what the spec wants refused",
    specs: [
      "einsum 2d matrix calculate trace: duplicate axes not implemented yet",
      "einsum nonexistent dimension throws error",
    ],
  },
  {
    reason: "TensorFlow's op defines it otherwise: the sign of NaN, and which NaNs are one value",
    specs: [
      "sign basic",
      "sign does not propagate NaNs",
      "sign accepts a tensor-like object",
      "unique 1d tensor with NaN and Infinity",
    ],
  },
  {
    reason: "TensorFlow's op goes on with its random numbers from call to call",
    specs: ["multinomial creates the same data given the same seed"],
  },
  {
    reason: "next to its pole, TensorFlow's tangent is one rounding of float32 from the spec's",
    specs: ["tan numbers exceed float32 precision"],
  },
];

/** Whether a spec, by its name without the backend's, is an exclusion's. */
export function excludes(entry: string, spec: string): boolean {
  return spec === entry || spec.startsWith(`${entry} `);
}

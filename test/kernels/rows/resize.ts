import * as tf from "@tensorflow/tfjs";
import { floats, ints, nchw } from "../_inputs.ts";
import { type Row, rows } from "../_row.ts";

type Size = [number, number];
const nearest = (size: Size, align = false, half = false) => (x: tf.Tensor) =>
  tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, align, half);
const bilinear = (size: Size, align = false, half = false) => (x: tf.Tensor) =>
  tf.image.resizeBilinear(x as tf.Tensor4D, size, align, half);
const gradient = (kernel: string) => (dy: tf.Tensor, images: tf.Tensor) =>
  tf.engine().runKernel(kernel, { dy, images }, { alignCorners: false }) as tf.Tensor;

/** tfjs gives the gradient of a bilinear resize height and width in the wrong order. */
const SQUARE_ONLY = { gradient: "none" } as const;

// One image: tfjs's cpu backend is wrong in the gradient of the second on (ResizeNearestNeighborGrad.js).
export const ROWS: readonly Row[] = [
  ...rows("ResizeNearestNeighbor", [
    ["whole factors [3, 2]", [nchw(floats(1, 3, 4, 2))], nearest([9, 8])],
    ["a fraction", [floats(1, 4, 3, 2)], nearest([7, 8])],
    ["smaller", [nchw(floats(1, 7, 6, 2))], nearest([3, 4])],
    ["corners aligned", [nchw(floats(1, 4, 5, 2))], nearest([7, 9], true)],
    ["int32", [ints(1, 3, 4, 2)], nearest([6, 8])],
    ["half pixels", [floats(1, 5, 4, 2)], nearest([7, 9], false, true)],
  ]),
  ...rows("ResizeBilinear", [
    ["whole factors [2, 3]", [nchw(floats(2, 3, 3, 2))], bilinear([6, 9])],
    ["a fraction", [floats(1, 4, 4, 2)], bilinear([7, 10])],
    ["smaller", [nchw(floats(2, 7, 7, 2))], bilinear([3, 4])],
    ["corners aligned", [nchw(floats(1, 4, 4, 2))], bilinear([7, 9], true)],
    ["half pixels", [floats(1, 4, 4, 2)], bilinear([7, 9], false, true)],
    ["not square", [nchw(floats(1, 3, 5, 2))], bilinear([6, 7]), SQUARE_ONLY],
    ["int32, not square", [ints(1, 2, 3, 1)], bilinear([4, 6])],
  ]),
  ...rows("ResizeNearestNeighborGrad", [
    [
      "whole factors",
      [nchw(floats(1, 9, 8, 2)), floats(1, 3, 4, 2)],
      gradient("ResizeNearestNeighborGrad"),
    ],
  ], { gradient: "none" }),
  ...rows("ResizeBilinearGrad", [
    [
      "whole factors",
      [nchw(floats(2, 6, 9, 2)), floats(2, 3, 3, 2)],
      gradient("ResizeBilinearGrad"),
    ],
  ], { gradient: "none" }),
];

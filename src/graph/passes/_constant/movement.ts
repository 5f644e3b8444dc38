import { intAttribute, intsAttribute } from "../_attributes.ts";
import { sizeOf } from "../../tensor.ts";
import type { Evaluator } from "./evaluator.ts";
import {
  broadcast,
  broadcastShape,
  copyStrided,
  sameStorage,
  stridesOf,
  toNumbers,
  type Wide,
} from "./wide.ts";

/** Operators that move elements and compute none; they work on any type and lose nothing. */
export const MOVEMENT: Readonly<Record<string, Evaluator>> = {
  Reshape({ node, inputs: [x, target] }) {
    const sizes = integers(target);
    if (!x || !sizes) return undefined;
    const keepZero = intAttribute(node, "allowzero", 0) !== 0;
    const shape = sizes.map((size, axis) => size === 0 && !keepZero ? x.shape[axis] ?? 0 : size);
    const known = shape.reduce((product, size) => size === -1 ? product : product * size, 1);
    return reshaped(x, shape.map((size) => size === -1 ? x.data.length / known : size));
  },
  Flatten({ node, inputs: [x] }) {
    if (!x) return undefined;
    const axis = intAttribute(node, "axis", 1);
    const split = axis < 0 ? axis + x.shape.length : axis;
    return reshaped(x, [sizeOf(x.shape.slice(0, split)), sizeOf(x.shape.slice(split))]);
  },
  Squeeze({ inputs: [x, axes] }) {
    if (!x) return undefined;
    const rank = x.shape.length;
    const removed = axes
      ? integers(axes)?.map((axis) => axis < 0 ? axis + rank : axis)
      : x.shape.flatMap((dim, axis) => dim === 1 ? [axis] : []);
    return removed && reshaped(x, x.shape.filter((_, axis) => !removed.includes(axis)));
  },
  Unsqueeze({ inputs: [x, axes] }) {
    const added = integers(axes);
    if (!x || !added) return undefined;
    const rank = x.shape.length + added.length;
    const places = added.map((axis) => axis < 0 ? axis + rank : axis);
    const rest = [...x.shape];
    return reshaped(
      x,
      Array.from({ length: rank }, (_, axis) => places.includes(axis) ? 1 : rest.shift()!),
    );
  },
  Transpose({ node, inputs: [x] }) {
    if (!x) return undefined;
    const perm = intsAttribute(node, "perm") ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
    const strides = stridesOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis]!);
    return { ...x, shape, data: copyStrided(x.data, shape, perm.map((axis) => strides[axis]!)) };
  },
  Expand({ inputs: [x, target], fits }) {
    const sizes = integers(target);
    const shape = x && sizes && broadcastShape(x.shape, sizes);
    return shape && fits(shape) ? broadcast(x, shape) : undefined;
  },
  Tile({ inputs: [x, counts], fits }) {
    const repeats = integers(counts);
    if (!x || !repeats) return undefined;
    const shape = x.shape.map((dim, axis) => dim * repeats[axis]!);
    if (!fits(shape)) return undefined;
    const strides = stridesOf(x.shape).flatMap((stride) => [0, stride]);
    const blocks = x.shape.flatMap((dim, axis) => [repeats[axis]!, dim]);
    return { ...x, shape, data: copyStrided(x.data, blocks, strides) };
  },
  Slice({ inputs: [x, startInput, endInput, axesInput, stepInput] }) {
    const starts = integers(startInput);
    const ends = integers(endInput);
    if (!x || !starts || !ends) return undefined;
    const axes = axesInput ? integers(axesInput) : starts.map((_, i) => i);
    const steps = stepInput ? integers(stepInput) : starts.map(() => 1);
    if (!axes || !steps) return undefined;
    const shape = [...x.shape];
    const strides = stridesOf(x.shape);
    let offset = 0;
    axes.forEach((given, i) => {
      const axis = given < 0 ? given + shape.length : given;
      const dim = shape[axis]!;
      const step = steps[i]!;
      const clamp = (position: number, least: number, most: number) =>
        Math.min(Math.max(position < 0 ? position + dim : position, least), most);
      const start = clamp(starts[i]!, 0, step > 0 ? dim : dim - 1);
      const end = step > 0 ? clamp(ends[i]!, 0, dim) : clamp(ends[i]!, -1, dim - 1);
      offset += start * strides[axis]!;
      shape[axis] = Math.max(0, Math.ceil((end - start) / step));
      strides[axis]! *= step;
    });
    return { ...x, shape, data: copyStrided(x.data, shape, strides, offset) };
  },
  Gather({ node, inputs: [x, indices], fits }) {
    const picks = integers(indices);
    if (!x || !picks || !indices) return undefined;
    const given = intAttribute(node, "axis", 0);
    const axis = given < 0 ? given + x.shape.length : given;
    const dim = x.shape[axis]!;
    const inner = sizeOf(x.shape.slice(axis + 1));
    const outer = sizeOf(x.shape.slice(0, axis));
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    if (!fits(shape) || picks.some((pick) => pick < -dim || pick >= dim)) return undefined;
    const data = sameStorage(x.data, sizeOf(shape));
    let to = 0;
    for (let i = 0; i < outer; i++) {
      for (const pick of picks) {
        const from = (i * dim + (pick < 0 ? pick + dim : pick)) * inner;
        for (let j = 0; j < inner; j++) data[to++] = x.data[from + j]!;
      }
    }
    return { ...x, shape, data };
  },
  Concat({ node, inputs }) {
    const parts = inputs.filter((input) => input !== undefined);
    const [first] = parts;
    if (!first || parts.length !== inputs.length) return undefined;
    const given = intAttribute(node, "axis", 0);
    const axis = given < 0 ? given + first.shape.length : given;
    const shape = first.shape.map((dim, i) =>
      i === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : dim
    );
    const data = sameStorage(first.data, sizeOf(shape));
    const outer = sizeOf(shape.slice(0, axis));
    let to = 0;
    for (let i = 0; i < outer; i++) {
      for (const part of parts) {
        const length = part.data.length / outer;
        for (let j = 0; j < length; j++) data[to++] = part.data[i * length + j]!;
      }
    }
    return { ...first, shape, data };
  },
  Where({ inputs: [condition, x, y], fits }) {
    if (!condition || !x || !y) return undefined;
    const both = broadcastShape(x.shape, y.shape);
    const shape = both && broadcastShape(condition.shape, both);
    if (!shape || !fits(shape)) return undefined;
    const [chosen, yes, no] = [condition, x, y].map((value) => broadcast(value, shape).data);
    const data = sameStorage(x.data, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = chosen![i] ? yes![i]! : no![i]!;
    return { ...x, shape, data };
  },
};

function integers(value: Wide | undefined): number[] | undefined {
  if (value === undefined) return undefined;
  // A bound such as INT64_MAX means "to the end", which any number beyond the tensor says as well.
  if (value.dtype === "int64") return Array.from(value.data as BigInt64Array, Number);
  return Array.from(toNumbers(value)!);
}

function reshaped(x: Wide, shape: readonly number[]): Wide | undefined {
  return sizeOf(shape) === x.data.length ? { ...x, shape } : undefined;
}

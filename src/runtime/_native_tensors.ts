import type { Storage, TensorData } from "../graph/mod.ts";
import { isWhole } from "./web/mod.ts";
import type { NativeTensor } from "./_native.ts";

/** A native tensor, and the number of the run that used it last. */
export interface CachedTensor extends NativeTensor {
  usedBy: number;
}

/** A training step has dozens of tensors, the same ones at every step. */
const cache = new WeakMap<Storage, CachedTensor>();

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A view of a tensor for the addon; not kept. */
export function viewOf({ dtype, shape, data }: TensorData): CachedTensor {
  return { type: dtype, dims: [...shape], location: "cpu", data, usedBy: 0 };
}

/**
 * The view of a tensor for the addon, one per typed array; `undefined` where the array does not hold
 * what element type and shape say.
 */
export function cachedViewOf(tensor: TensorData): CachedTensor | undefined {
  const cached = cache.get(tensor.data);
  if (
    cached !== undefined && cached.type === tensor.dtype && sameShape(cached.dims, tensor.shape)
  ) return cached;
  if (!isWhole(tensor)) return undefined;
  const made = viewOf(tensor);
  cache.set(tensor.data, made);
  return made;
}

import { allocate, type ElementType, sizeOf, type Storage, type TensorData } from "../graph/mod.ts";
import type { TrainingState } from "./program.ts";

/** Where a tensor lies in a block of bytes, and what it is. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** The elements of a typed array as bytes, without a copy. */
export function bytesOf(data: Storage): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Collects tensors one after the other, in the machine's byte order (little-endian). */
export class TensorWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** Adds the tensors of `state` and says where they will lie. */
  add(state: TrainingState): TensorEntry[] {
    return Object.entries(state.tensors).map(([name, { dtype, shape, data }]) => {
      const offset = this.#length;
      const bytes = bytesOf(data);
      this.#parts.push(bytes);
      this.#length += bytes.length;
      return { name, dtype, shape: [...shape], offset };
    });
  }

  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }
}

/** Reads back what {@linkcode TensorWriter} wrote. Throws `RangeError` where bytes are missing. */
export function readTensors(entries: readonly TensorEntry[], bytes: Uint8Array): TrainingState {
  const tensors: Record<string, TensorData> = {};
  for (const { name, dtype, shape, offset } of entries) {
    const data = allocate(dtype, sizeOf(shape));
    const target = bytesOf(data);
    const source = bytes.subarray(offset, offset + target.length);
    if (source.length !== target.length) {
      throw new RangeError(`Tensor "${name}" ends after the last byte`);
    }
    target.set(source);
    tensors[name] = { dtype, shape, data } as TensorData;
  }
  return { tensors };
}

import type { Attribute, TensorData } from "../../graph/mod.ts";

/** A weight as a file stores it, and the node that makes float32 of it. */
export interface StoredWeight {
  readonly opType: string;
  /** The node's inputs: constants, each with what its name ends in. */
  readonly inputs: readonly { readonly suffix: string; readonly value: TensorData }[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * Stores a weight in another form; `undefined` where that would lose too much.
 *
 * @param axis The weight's axis of channels.
 */
export type Store = (weight: TensorData<"float32">, axis: number) => StoredWeight | undefined;

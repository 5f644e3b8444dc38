import * as tf from "@tensorflow/tfjs";
import type { Block } from "./_block.ts";
import { pick, type Random } from "./_draw.ts";
import type { Merge } from "./_merges.ts";

/** A tensor of a model that no layer has taken yet. */
export interface End {
  readonly tensor: tf.SymbolicTensor;
  /** Whether weights stand before it, so that a gradient flows through. */
  readonly weighted: boolean;
}

export const shapeOf = ({ tensor }: End) => tensor.shape.slice(1) as number[];

/** What a composed model has. */
export type Feature = "branch" | "shared" | "merge" | "merge of ranks" | "inputs" | "outputs";

/** A model while it grows. */
export class Composer {
  readonly inputs: tf.SymbolicTensor[] = [];
  readonly ends: End[] = [];
  readonly titles: string[] = [];
  readonly features = new Set<Feature>();
  untrainable: RegExp | undefined;
  batch = 4;
  layers = 0;

  constructor(readonly random: Random) {}

  input(shape: readonly number[]): void {
    const tensor = tf.input({ shape: [...shape], name: `input_${this.inputs.length}` });
    this.inputs.push(tensor);
    this.ends.push({ tensor, weighted: false });
    if (this.inputs.length > 1) this.features.add("inputs");
  }

  /** Whether a block can stand behind an end: one refusal a model is enough, and needs a gradient. */
  fits({ takes, untrainable, weighted = false }: Block, end: End): boolean {
    if (!takes(shapeOf(end))) return false;
    return untrainable === undefined ||
      (this.untrainable === undefined && (weighted || end.weighted));
  }

  layer(block: Block, end: End): tf.layers.Layer {
    this.#note(block.title, block.untrainable);
    this.batch = Math.min(this.batch, block.batch ?? this.batch);
    const name = this.#name(block.title);
    return block.make({ shape: shapeOf(end), random: this.random, name });
  }

  apply(layer: tf.layers.Layer, { tensor, weighted }: End): End {
    const result = layer.apply(tensor) as tf.SymbolicTensor;
    return { tensor: result, weighted: weighted || layer.weights.length > 0 };
  }

  /** Whether a merge takes two ends: what tfjs refuses must be asked for a gradient by both. */
  merges({ takes, untrainable }: Merge, a: End, b: End): boolean {
    if (!takes(shapeOf(a), shapeOf(b))) return false;
    return untrainable === undefined ||
      (this.untrainable === undefined && a.weighted && b.weighted);
  }

  merge(merge: Merge, a: End, b: End): End {
    const [first, second] = [shapeOf(a), shapeOf(b)];
    this.#note(merge.title, merge.untrainable);
    this.features.add("merge");
    if (first.length !== second.length) this.features.add("merge of ranks");
    const { random } = this;
    const name = this.#name(merge.title);
    const layer = merge.make({ a: first, b: second, random, name });
    return {
      tensor: layer.apply([a.tensor, b.tensor]) as tf.SymbolicTensor,
      weighted: a.weighted || b.weighted,
    };
  }

  /** Takes an end out, chosen at random. */
  take(): End {
    const end = pick(this.random, this.ends);
    this.ends.splice(this.ends.indexOf(end), 1);
    return end;
  }

  #note(title: string, untrainable: RegExp | undefined): void {
    this.layers++;
    this.titles.push(title);
    this.untrainable ??= untrainable;
  }

  #name(title: string): string {
    return `${title.split(",")[0]!.toLowerCase()}_${this.layers}`;
  }
}

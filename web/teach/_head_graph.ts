import {
  type DecodedModel,
  decodeModel,
  encodeModel,
  type Graph,
  PASSES,
  type TeachInfo,
  type TensorData,
  type ValueInfo,
} from "../../src/graph/mod.ts";
import type { CreateSession } from "./lesson.ts";

/** A model's file, opened where the taught layers begin. */
export class HeadGraph {
  readonly #model: DecodedModel;
  /** How the training step fits. */
  readonly info: TeachInfo;
  /** What the first taught layer reads. */
  readonly #features: ValueInfo;
  /** Names of the weights' values in the graph, in the order of the info. */
  readonly #names: readonly string[];

  /**
   * @throws {SyntaxError} When the bytes are no ONNX model.
   * @throws {TypeError} When the training step belongs to another model.
   */
  constructor(bytes: Uint8Array, info: TeachInfo) {
    this.#model = decodeModel(bytes);
    this.info = info;
    const reads = (node: string, position: number): string => {
      const found = this.#model.graph.nodes.find(({ name }) => name === node);
      const value = found?.inputs[position];
      if (value !== undefined) return value;
      throw new TypeError(
        `Cannot teach model "${this.#model.graph.name}": it has no node "${node}" with an input ` +
          `${position}, so the training step belongs to another model. Build the page anew`,
      );
    };
    this.#names = info.weights.map(({ node, position }) => reads(node, position));
    this.#features = {
      name: reads(info.weights[0]!.node, 0),
      dtype: "float32",
      shape: ["batch", info.featureSize],
    };
  }

  /** The model's metadata. */
  get metadata(): Readonly<Record<string, string>> {
    return this.#model.metadata;
  }

  /** Name of the features: the output of {@linkcode before}, the input of {@linkcode after}. */
  get features(): string {
    return this.#features.name;
  }

  /** The part of the model that gives the features, as a file. */
  before(): Uint8Array<ArrayBuffer> {
    const { graph } = this.#model;
    return this.#encode({ ...graph, outputs: [this.#features] });
  }

  /** The taught layers with new weights, from the features on, as a file. */
  after(weights: readonly TensorData[]): Uint8Array<ArrayBuffer> {
    const graph = this.#withWeights(weights);
    return this.#encode({
      ...graph,
      inputs: [this.#features],
      nodes: graph.nodes.filter(({ outputs }) => !outputs.includes(this.features)),
    });
  }

  /**
   * The whole model with new weights, as a file.
   *
   * @param taught What its metadata say of the lesson.
   */
  whole(
    weights: readonly TensorData[],
    taught: { readonly drawings: number; readonly steps: number },
  ): Uint8Array<ArrayBuffer> {
    return this.#encode(this.#withWeights(weights), { taught: JSON.stringify(taught) });
  }

  /**
   * The present weights as float32; where the file stores them otherwise, the runtime widens them.
   *
   * @throws {TypeError} When the training step belongs to another model.
   */
  async weights(createSession: CreateSession): Promise<TensorData[]> {
    const { graph } = this.#model;
    const outputs = this.info.weights.flatMap(({ shape }, i): ValueInfo[] => {
      const name = this.#names[i]!;
      return graph.initializers.has(name) ? [] : [{ name, dtype: "float32", shape }];
    });
    let computed: Readonly<Record<string, TensorData>> = {};
    if (outputs.length > 0) {
      const session = await createSession(this.#encode({ ...graph, inputs: [], outputs }));
      computed = await session.run({});
      await session.release();
    }
    return this.#names.map((name, i) => {
      const weight = graph.initializers.get(name) ?? computed[name]!;
      const { node, shape } = this.info.weights[i]!;
      if (weight.dtype === "float32" && weight.shape.join() === shape.join()) return weight;
      throw new TypeError(
        `Cannot teach model "${graph.name}": "${node}" has weights ${weight.dtype}` +
          `[${weight.shape}], expected float32[${shape}], so the training step belongs to another ` +
          "model. Build the page anew",
      );
    });
  }

  #withWeights(weights: readonly TensorData[]): Graph {
    const { graph } = this.#model;
    const initializers = new Map(graph.initializers);
    this.#names.forEach((name, i) => initializers.set(name, weights[i]!));
    // What computed the weights has no output left that anything reads.
    const nodes = graph.nodes.filter(({ outputs }) =>
      !outputs.some((name) => this.#names.includes(name))
    );
    return { ...graph, nodes, initializers };
  }

  #encode(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
    return encodeModel(PASSES.removeDead(graph), {
      ...this.#model,
      metadata: { ...this.metadata, ...metadata },
    });
  }
}

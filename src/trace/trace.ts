import {
  allocate,
  type AttributeInput,
  type ElementType,
  type Graph,
  GraphBuilder,
  sizeOf,
  tensor,
  type TensorData,
} from "../graph/mod.ts";
import type {
  LayerScope,
  Layout,
  RandomInput,
  TracedTensor,
  TracedType,
  TraceTarget,
} from "./types.ts";

/** NHWC to NCHW and back, as `Transpose` permutations. */
const TO_CHANNELS_FIRST = [0, 3, 1, 2];
const TO_PLAIN = [0, 2, 3, 1];

/** The shape in memory of a tensor of logical `shape`. */
export function physicalShape(shape: readonly number[], layout: Layout): readonly number[] {
  return layout === "plain" ? shape : TO_CHANNELS_FIRST.map((axis) => shape[axis]!);
}

/** What an emitted value is: logical shape, dtype and layout (`plain` unless said). */
export interface ValueSpec {
  readonly shape: readonly number[];
  readonly dtype: TracedType;
  readonly layout?: Layout;
}

/** A tensor of equal elements. */
interface Filled {
  readonly value: number;
  readonly dtype: TracedType;
  readonly size: number;
}

/** Rows of up to this many equal elements are stored, which lets the passes fold them. */
const STORED_ROW = 256;

/**
 * Whether a tensor of equal elements is large enough to be made when the graph runs. The first axis does not
 * count: it may be the batch, and traces at two batch sizes must make the same nodes.
 */
export function isLargeFill(shape: readonly number[]): boolean {
  return sizeOf(shape.slice(1)) > STORED_ROW;
}

/**
 * The record of one traced function: a graph under construction, and what the translators need to
 * add to it. It knows nothing of tfjs's engine; `backend.ts` connects the two.
 */
export class Trace {
  /** The graph under construction. */
  readonly builder: GraphBuilder = new GraphBuilder();
  readonly randoms: RandomInput[] = [];
  /** Layers being called, outermost first. */
  readonly scopes: LayerScope[] = [];
  /** Called when the trace ends: puts back what recorded layers changed in tfjs's objects. */
  readonly afterwards: (() => void)[] = [];
  readonly #converted = new Map<string, string>();
  readonly #attached = new Map<string, string>();
  readonly #fills = new Map<string, Filled>();

  /** @param reorder Whether translators may choose forms for speed, for this batch alone; results stay the same. */
  constructor(readonly target: TraceTarget = "cpu", readonly reorder: boolean = false) {}

  /** Name of the innermost layer being called, or "". */
  get scope(): string {
    return this.scopes.at(-1)?.name ?? "";
  }

  /** Adds a node with one result. `inputs` are names of values in their physical layout. */
  op(
    opType: string,
    inputs: readonly string[],
    spec: ValueSpec,
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): TracedTensor {
    const layout = spec.layout ?? "plain";
    const shape = physicalShape(spec.shape, layout);
    const name = this.raw(opType, inputs, shape, spec.dtype, attributes);
    return { name, shape: [...spec.shape], dtype: spec.dtype, layout };
  }

  /** Adds a node whose result stays inside a translator: physical shape and any element type. */
  raw(
    opType: string,
    inputs: readonly string[],
    shape: readonly number[],
    dtype: ElementType = "float32",
    attributes: Readonly<Record<string, AttributeInput>> = {},
  ): string {
    return this.builder.node(opType, inputs, [{ dtype, shape }], attributes, this.scope)[0]!;
  }

  /** Adds a constant. */
  constant(value: TensorData, base?: string): string {
    const scope = this.scope === "" ? "" : `${this.scope}/`;
    return this.builder.constant(value, `${scope}${base ?? "constant"}`);
  }

  /** A scalar constant of `dtype`. */
  scalar(value: number, dtype: ElementType = "float32"): string {
    return this.constant(tensor(dtype, [], [value]));
  }

  /** A one-dimensional int64 constant, as ONNX takes shapes, axes and pads. */
  integers(values: readonly number[]): string {
    return this.constant(tensor("int64", [values.length], values));
  }

  /** A tensor whose elements are all `value`; a large one is made when the graph runs, not stored. */
  fill(
    value: number,
    shape: readonly number[],
    dtype: TracedType,
    layout: Layout = "plain",
  ): TracedTensor {
    const physical = physicalShape(shape, layout);
    const size = sizeOf(shape);
    const name = isLargeFill(shape)
      ? this.raw("ConstantOfShape", [this.integers(physical)], physical, dtype, {
        value: { kind: "tensor", value: tensor(dtype, [1], [value]) },
      })
      : this.constant({ dtype, shape: physical, data: filled(dtype, size, value) } as TensorData);
    this.#fills.set(name, { value, dtype, size });
    return { name, shape: [...shape], dtype, layout };
  }

  /** The elements of a constant value, or `undefined` where it is computed. */
  valuesOf(name: string): TensorData["data"] | undefined {
    const fill = this.#fills.get(name);
    if (fill !== undefined) return filled(fill.dtype, fill.size, fill.value);
    return this.builder.constantOf(name)?.data;
  }

  /** Name of `t`'s elements in tfjs's own order. */
  plain(t: TracedTensor): string {
    return t.layout === "plain" ? t.name : this.#convert(t, "plain");
  }

  /** Name of a rank-4 tensor's elements in NCHW order. */
  channelsFirst(t: TracedTensor): string {
    if (t.shape.length !== 4) {
      throw new TypeError(`Cannot lay out shape [${t.shape}] as NCHW: expected rank 4`);
    }
    return t.layout === "channelsFirst" ? t.name : this.#convert(t, "channelsFirst");
  }

  #convert(t: TracedTensor, layout: Layout): string {
    const key = `${t.name}>${layout}`;
    const known = this.#converted.get(key);
    if (known !== undefined) return known;
    const fill = this.#fills.get(t.name);
    if (fill !== undefined) return this.fill(fill.value, t.shape, fill.dtype, layout).name;
    const [, height, width, channels] = t.shape;
    const shape = physicalShape(t.shape, layout);
    // With one channel, or one pixel, both orders are the same memory.
    const name = channels === 1 || (height === 1 && width === 1)
      ? this.raw("Reshape", [t.name, this.integers(shape)], shape, t.dtype)
      : this.raw("Transpose", [t.name], shape, t.dtype, {
        perm: layout === "plain" ? TO_PLAIN : TO_CHANNELS_FIRST,
      });
    this.#converted.set(key, name);
    const back = `${name}>${t.layout}`;
    this.#converted.set(back, t.name);
    return name;
  }

  /** Reshapes the plain value `name`, whose elements number as many, to `shape`. */
  reshape(name: string, shape: readonly number[], dtype: ElementType = "float32"): string {
    return this.raw("Reshape", [name, this.integers(shape)], shape, dtype);
  }

  /** Keeps a second result of a node (a pool's indices, say) for the gradient's translator. */
  attach(value: string, what: string, second: string): void {
    this.#attached.set(`${value}#${what}`, second);
  }

  /** What was kept with {@linkcode attach}, or `undefined`. */
  attached(value: string, what: string): string | undefined {
    return this.#attached.get(`${value}#${what}`);
  }

  /** A fresh input that the runtime fills with random numbers before each run. */
  random(
    shape: readonly number[],
    layout: Layout,
    distribution: RandomInput["distribution"],
  ): TracedTensor {
    const physical = physicalShape(shape, layout);
    const layer = this.scope;
    const name = this.builder.input(`${layer}/${distribution.kind}`, "float32", physical);
    this.randoms.push({ name, shape: physical, distribution, layer });
    return { name, shape: [...shape], dtype: "float32", layout };
  }

  /** Closes the graph with the given outputs, in tfjs's order of elements. */
  build(name: string, outputs: readonly { tensor: TracedTensor; name: string }[]): Graph {
    return this.builder.build(
      name,
      outputs.map((output) => ({ value: this.plain(output.tensor), name: output.name })),
    );
  }
}

function filled(dtype: TracedType, size: number, value: number) {
  return (allocate(dtype, size) as Float32Array).fill(value);
}

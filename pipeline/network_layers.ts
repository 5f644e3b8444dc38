import type * as tf from "@tensorflow/tfjs";
import type { ImageShape } from "../src/data/mod.ts";
import type { Filters, NetworkLayer, ValueImage } from "../src/report/mod.ts";
import { functionalModel } from "../src/trace/mod.ts";

/** Filters that a picture shows at the most. */
const SHOWN = 64;

/**
 * A model's layers for a diagram, each behind its inputs. A layer that is applied more than once is listed
 * once for each time, with its weights counted at the first.
 */
export function networkLayers(model: tf.LayersModel): NetworkLayer[] {
  // The nodes that a layer has beside these belong to other models.
  const { layers, containerNodes } = functionalModel(model);
  const nameOf = (layer: tf.layers.Layer, node: number) => {
    const before = layer.inboundNodes.slice(0, node)
      .filter((_, index) => containerNodes.has(`${layer.name}_ib-${index}`)).length;
    return before === 0 ? layer.name : `${layer.name} (use ${before + 1})`;
  };
  const waiting = layers.flatMap((layer) =>
    layer.inboundNodes.flatMap(({ inboundLayers, nodeIndices, outputShapes }, index) => {
      if (!containerNodes.has(`${layer.name}_ib-${index}`)) return [];
      const name = nameOf(layer, index);
      const first = name === layer.name;
      return [{
        name,
        type: layer.getClassName() + (first ? "" : `, weights of ${layer.name}`),
        outputShapes: (Array.isArray(outputShapes[0]) ? outputShapes : [outputShapes]) as (
          | number
          | null
        )[][],
        parameters: first ? layer.countParams() : 0,
        inputs: [
          ...new Set(inboundLayers.map((source, i) => nameOf(source, nodeIndices[i]!))),
        ],
      }];
    })
  );
  return inOrder(waiting);
}

/** Each behind its inputs, else as they were. */
function inOrder(waiting: readonly NetworkLayer[]): NetworkLayer[] {
  const done = new Map<string, NetworkLayer>();
  while (done.size < waiting.length) {
    const next = waiting.find(({ name, inputs }) =>
      !done.has(name) && inputs.every((input) => done.has(input))
    )!;
    done.set(next.name, next);
  }
  return [...done.values()];
}

/**
 * The first layer's weights as pictures: a convolution's kernel, or that of a dense layer that takes all
 * pixels of an image. Empty where the first layer with weights is neither.
 *
 * @param shape The size of the images that the model takes.
 */
export function firstFilters(model: tf.LayersModel, shape: ImageShape): Filters {
  const layer = functionalModel(model).layers.find((candidate) => candidate.countParams() > 0);
  const kernel = layer?.weights[0]?.read();
  if (layer === undefined || kernel === undefined) return { layer: "", filters: [] };
  const dims = kernel.shape;
  const pixels = shape.height * shape.width * shape.channels;
  const plane = dims.length === 4
    ? [dims[0]!, dims[1]!, dims[2]!, dims[3]!] as const
    : dims.length === 2 && dims[0] === pixels
    ? [shape.height, shape.width, shape.channels, dims[1]!] as const
    : undefined;
  if (plane === undefined) return { layer: layer.name, filters: [] };
  const [height, width, channels, total] = plane;
  const data = kernel.dataSync<"float32">();
  const picture = (filter: number, channel: number): ValueImage => ({
    height,
    width,
    values: Float32Array.from(
      { length: height * width },
      (_, i) => data[(i * channels + channel) * total + filter]!,
    ),
  });
  const filters = Array.from(
    { length: Math.min(SHOWN, total) },
    (_, filter) => Array.from({ length: channels }, (_, channel) => picture(filter, channel)),
  );
  return { layer: layer.name, filters, total };
}

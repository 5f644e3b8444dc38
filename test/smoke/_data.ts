import { type ImageSet, loadDataset } from "../../src/data/mod.ts";

const SIZE = 32;
const CHANNELS = 3;
const SQUARE = 24;
const COLOURS = [[230, 40, 40], [40, 210, 60], [50, 60, 240], [230, 220, 40], [30, 210, 220]];

/** The classes of {@linkcode writeColours}. */
export const COLOUR_NAMES = ["red", "green", "blue", "yellow", "cyan"];

/** Bytes in IDX format. */
export function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** A noisy square of the class's colour somewhere on a dark ground: height x width x RGB bytes. */
export function colourImage(label: number, seed: number): Uint8Array {
  const random = generator(seed);
  const [left, top] = [random() % (SIZE - SQUARE), random() % (SIZE - SQUARE)];
  const image = new Uint8Array(SIZE * SIZE * CHANNELS);
  for (let at = 0; at < image.length; at++) {
    const [x, y] = [Math.floor(at / CHANNELS) % SIZE, Math.floor(at / CHANNELS / SIZE)];
    const inside = x >= left && x < left + SQUARE && y >= top && y < top + SQUARE;
    image[at] = (inside ? COLOURS[label]![at % CHANNELS]! - 20 : 10) + random() % 30;
  }
  return image;
}

/** Writes a data set of five colours: 320 training and 80 test images of 32x32x3. */
export async function writeColours(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [part, count, seed] of [["train", 320, 1], ["t10k", 80, 1000]] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % COLOURS.length);
    const images = new Uint8Array(count * SIZE * SIZE * CHANNELS);
    labels.forEach((label, i) =>
      images.set(colourImage(label, seed + i), i * SIZE * SIZE * CHANNELS)
    );
    const shape = [count, SIZE, SIZE, CHANNELS];
    await Deno.writeFile(`${folder}/${part}-images-idx4-ubyte`, idx(shape, images));
    await Deno.writeFile(`${folder}/${part}-labels-idx1-ubyte`, idx([count], labels));
  }
  await Deno.writeTextFile(`${folder}/classes.txt`, COLOUR_NAMES.join("\n"));
}

/** Writes the first images of MNIST. */
export async function writeDigits(
  folder: string,
  { train, test }: { train: number; test: number },
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const mnist = await loadDataset("mnist");
  const write = async (part: string, { images, labels }: ImageSet, count: number) => {
    const pixels = images.subarray(0, count * 28 * 28);
    await Deno.writeFile(`${folder}/${part}-images-idx3-ubyte`, idx([count, 28, 28], pixels));
    await Deno.writeFile(
      `${folder}/${part}-labels-idx1-ubyte`,
      idx([count], labels.subarray(0, count)),
    );
  };
  await write("train", mnist.train, train);
  await write("t10k", mnist.test, test);
}

/** Knuth's linear congruential generator: the same images on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
}

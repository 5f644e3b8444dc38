import { loadDataset } from "../../src/data/mod.ts";
import { enlarge } from "../_drawings/enlarge.ts";
import { AS_IS, place, type PlacementName } from "../_drawings/placement.ts";
import { placeStrokes, type Stroke, strokesOf } from "../_drawings/strokes.ts";
import { thin } from "../_drawings/thin.ts";

/** A digit of MNIST's test set as somebody would draw it on the page. */
export interface HandDrawing {
  readonly label: number;
  /** Its 28 x 28 bytes. */
  readonly pixels: Uint8Array;
  readonly strokes: readonly Stroke[];
}

/** The drawings of the test images with these indices. */
export async function handDrawings(indices: Iterable<number>): Promise<HandDrawing[]> {
  const { images, labels } = (await loadDataset("mnist")).test;
  return Array.from(indices, (index) => {
    const pixels = images.slice(index * 784, (index + 1) * 784);
    return { label: labels[index]!, pixels, strokes: strokesOf(thin(enlarge(pixels, AS_IS))) };
  });
}

/** The first test image of each digit, from 0 to 9. */
export async function firstOfEachDigit(): Promise<HandDrawing[]> {
  const { labels } = (await loadDataset("mnist")).test;
  return await handDrawings(Array.from({ length: 10 }, (_, digit) => labels.indexOf(digit)));
}

/** The same drawing at another place and size; `turn` chooses the corner. */
export function placed(
  { pixels, strokes }: HandDrawing,
  name: PlacementName,
  turn = 3,
): Stroke[] {
  return placeStrokes(strokes, place(name, pixels, turn));
}

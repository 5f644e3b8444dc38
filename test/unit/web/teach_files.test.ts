import { describe, expect, it } from "vitest";
import type { ImageSet } from "../../../src/data/mod.ts";
import { heldBackIndices, teachFiles } from "../../../pipeline/web/teach_files.ts";
import { chooseSamples } from "../../../pipeline/web/samples.ts";
import { packImages, unpackImages } from "../../../web/teach/mod.ts";
import { randomPack } from "./_taught.ts";

/** Images of 2 x 3 pixels; the first pixel of image i is i, the second its set's mark. */
function imagesOf(count: number, mark: number): ImageSet {
  const shape = { height: 2, width: 3, channels: 1 };
  const images = new Uint8Array(count * 6);
  for (let i = 0; i < count; i++) images.set([i, mark], i * 6);
  return { shape, count, images, labels: Uint8Array.from({ length: count }, (_, i) => i % 7) };
}

const DATASET = { train: imagesOf(200, 1), test: imagesOf(100, 2) };

describe("the images for teaching", () => {
  it("are training images to train on and test images to score on, with their labels", async () => {
    const { stored, heldBack } = await teachFiles({ dataset: DATASET, seed: 5 });
    for (const [bytes, count, mark] of [[stored, 200, 1], [heldBack, 50, 2]] as const) {
      const pack = await unpackImages(bytes);
      expect([pack.count, pack.height, pack.width, pack.channels]).toEqual([count, 2, 3, 1]);
      const indices = Array.from({ length: count }, (_, i) => pack.pixels[6 * i]!);
      expect(new Set(indices).size).toBe(count);
      expect([...pack.labels]).toEqual(indices.map((index) => index % 7));
      expect(indices.every((_, i) => pack.pixels[6 * i + 1] === mark)).toBe(true);
    }
    const held = await unpackImages(heldBack);
    expect(heldBackIndices(DATASET.test, 5))
      .toEqual(Array.from({ length: 50 }, (_, i) => held.pixels[6 * i]));
  });

  it.each([[5000, 1000], [300, 150], [3, 2], [1, 1]])(
    "hold back of %i test images %i",
    (count, held) => {
      expect(new Set(heldBackIndices(imagesOf(count, 2), 1)).size).toBe(held);
    },
  );

  it("depend on the seed alone", async () => {
    const make = (seed: number) => teachFiles({ dataset: DATASET, seed });
    expect(await make(1)).toEqual(await make(1));
    expect((await make(1)).stored).not.toEqual((await make(2)).stored);
    expect((await make(1)).heldBack).not.toEqual((await make(2)).heldBack);
  });

  it("hold back as many misread images as there are elsewhere, beside the samples", () => {
    const test = imagesOf(10_000, 2);
    // One of 100 is misread.
    const predicted = Array.from(test.labels, (label, i) => i % 100 === 0 ? label + 1 : label);
    const held = heldBackIndices(test, 42);
    const samples = chooseSamples(test, predicted, 42, held);
    expect(samples.filter(({ label, predicted }) => label !== predicted).length).toBe(20);
    expect(samples.filter(({ index }) => held.includes(index))).toEqual([]);
    const misread = held.filter((index) => index % 100 === 0).length;
    expect(misread).toBeGreaterThan(3);
    expect(misread).toBeLessThan(20);
  });
});

describe("a pack of images", () => {
  const pack = randomPack(9, 4);

  it("comes back as it was", async () => {
    expect(await unpackImages(await packImages(pack))).toEqual(pack);
  });

  it("comes back from a host that has taken the gzip off", async () => {
    const packed = new Blob([await packImages(pack)]);
    const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    expect(await unpackImages(bytes)).toEqual(pack);
  });

  it.each<[string, (good: Uint8Array<ArrayBuffer>) => Uint8Array]>([
    ["nothing", () => new Uint8Array()],
    ["an HTML page", () => new TextEncoder().encode("<!doctype html><title>Not found</title>")],
    ["half of a pack", (good) => good.slice(0, good.length / 2)],
    ["a pack with a wrong byte", (good) => good.with(good.length - 20, good.at(-20)! ^ 1)],
    [
      "another gzip file",
      () => Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    ],
  ])("is not %s", async (_, spoil) => {
    const bytes = spoil(await packImages(pack));
    await expect(unpackImages(bytes)).rejects.toThrow(SyntaxError);
    await expect(unpackImages(bytes)).rejects.toThrow("Build the page anew");
  });
});

import { Buffer } from "node:buffer";
import { describe, expect, vi } from "vitest";
import { decodeModel } from "../../src/graph/mod.ts";
import { LESSON_PLAN, packImages, unpackImages } from "../../web/teach/mod.ts";
import { itInChromium, type Page } from "./_browser.ts";
import { glyphDrawings } from "./_glyph_hand.ts";
import { correct, downloadTaught, teach, undoLesson } from "./_lesson.ts";
import { answersOnNode } from "./_on_node.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet } from "./_readout.ts";
import { shippedModel } from "./_shipped_model.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const GLYPH = "a 6 of straight lines";
const LABEL = 6;

/** Stored and held-back images, of 1,000 each: the software GPU reads 45 in a second. */
const IMAGES = 40;

/**
 * Most that weights, and probabilities of 1,000 test images, may differ: they do by 0.002, since Adam makes rounding
 * errors of small gradients large. The lesson changes probabilities by 0.13.
 */
const TOLERANCE = 0.01;

/** Cuts the image packs that the page loads. */
async function cutPacks(page: Page): Promise<void> {
  await page.route("**/model/*.pack", async (route) => {
    const { labels, pixels, count, ...sizes } = await unpackImages(
      await (await route.fetch()).body(),
    );
    const pack = await packImages({
      ...sizes,
      count: IMAGES,
      labels: labels.subarray(0, IMAGES),
      pixels: pixels.subarray(0, IMAGES * pixels.length / count),
    });
    await route.fulfill({ body: Buffer.from(pack) });
  });
}

/** Counts what the page has the GPU compute, in `dispatches`. */
async function countDispatches(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      dispatches: number;
      GPUComputePassEncoder: { prototype: { dispatchWorkgroups(...sizes: number[]): void } };
    };
    scope.dispatches = 0;
    const { prototype } = scope.GPUComputePassEncoder;
    const { dispatchWorkgroups } = prototype;
    prototype.dispatchWorkgroups = function (...sizes) {
      scope.dispatches++;
      dispatchWorkgroups.apply(this, sizes);
    };
  });
}

/** The weights of a model's file that are float32, by name: those of the taught layers are. */
function weightsOf(model: Uint8Array): Map<string, Float32Array> {
  const { initializers } = decodeModel(model).graph;
  return new Map(
    [...initializers].flatMap(([name, { data }]) =>
      data instanceof Float32Array ? [[name, data]] : []
    ),
  );
}

function maxDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe("a lesson on WebGPU", () => {
  const site = useSite("digits", { webgpu: true });

  itInChromium("trains there, to the weights of the lesson on WebAssembly", async () => {
    const page = await site.blank();
    await cutPacks(page);
    await countDispatches(page);
    await site.goto(page);
    const drawings = glyphDrawings(GLYPH, 10, 7);
    const computed = () => page.evaluate<number>("dispatches");

    await correct(page, drawings.slice(0, 5), LABEL);
    await teach(page);
    const onWasm = await downloadTaught(page);
    expect(await computed()).toBe(0);
    await undoLesson(page);

    await page.locator("#provider").selectOption("webgpu");
    await page.locator("#fact-provider", { hasText: "WebGPU" }).waitFor();
    const before = await computed();
    await teach(page);
    const onGpu = await downloadTaught(page);
    // Reading the images takes a few hundred; a step takes some fifty.
    expect(await computed() - before).toBeGreaterThan(10 * LESSON_PLAN.steps);
    expect(await page.locator("#fact-provider").innerText()).toBe("WebGPU");

    const [wasm, gpu] = [weightsOf(onWasm.model), weightsOf(onGpu.model)];
    expect([...gpu.keys()]).toEqual([...wasm.keys()]);
    for (const [name, values] of gpu) {
      expect(maxDifference(values, wasm.get(name)!), name).toBeLessThan(TOLERANCE);
    }
    const models = [await shippedModel(site.url), onWasm.model, onGpu.model];
    const [untaught, byWasm, byGpu] = await Promise.all(
      models.map(async (model) => (await answersOnNode(model, 1000)).probabilities),
    );
    expect(maxDifference(byGpu!, byWasm!)).toBeLessThan(TOLERANCE);
    expect(maxDifference(byGpu!, untaught!)).toBeGreaterThan(5 * TOLERANCE);

    for (const other of drawings.slice(5, 7)) {
      await clearSheet(page);
      await drawOn(page, other);
      await page.locator("#top-guess", { hasText: String(LABEL) }).waitFor();
    }
  });
});

import { beforeAll, describe, expect, vi } from "vitest";
import { decodeImage, encodePng, loadDataset, shuffledIndices } from "../../src/data/mod.ts";
import { readModelMetadata } from "../../src/evaluate/mod.ts";
import { preprocess } from "../../src/preprocess/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { itInChromium, type Page } from "./_browser.ts";
import { shippedModel } from "./_shipped_model.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const IMAGES = 200;
const SEED = 3;

/** What the page shows for each of these files, opened one after the other: the classes' probabilities. */
async function readFiles(page: Page, files: readonly Uint8Array[]): Promise<number[][]> {
  return await page.evaluate(async (files) => {
    const input = document.getElementById("image-file") as HTMLInputElement;
    const count = document.getElementById("fact-count")!;
    const bars = document.getElementById("bars")!;
    const frame = () => new Promise(requestAnimationFrame);
    const results: number[][] = [];
    for (const base64 of files) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], "image.png", { type: "image/png" }));
      const before = count.textContent;
      input.files = data.files;
      input.dispatchEvent(new Event("change"));
      while (count.textContent === before) await frame();
      results.push(
        Array.from(bars.children, (bar) => Number((bar as HTMLElement).dataset["probability"])),
      );
    }
    return results;
  }, files.map((file) => file.toBase64()));
}

describe(`the page's probabilities for ${IMAGES} test images`, () => {
  const site = useSite("digits", { webgpu: true });
  let files: Uint8Array[];
  let expected: number[][];

  beforeAll(async () => {
    const { images, labels } = (await loadDataset("mnist")).test;
    files = [...shuffledIndices(labels.length, SEED, 0).subarray(0, IMAGES)].map((i) =>
      encodePng({ width: 28, height: 28, channels: 1, data: images.slice(i * 784, (i + 1) * 784) })
    );
    const model = await shippedModel(site.url);
    const { preprocessing } = readModelMetadata(model);
    const session = await createSession(model);
    const [input, output] = [session.inputs[0]!, session.outputs[0]!];
    expected = [];
    for (const file of files) {
      const data = preprocess(decodeImage(file, "image.png"), preprocessing!);
      const shape = [1, ...input.shape.slice(1) as number[]];
      const outputs = await session.run({ [input.name]: { dtype: "float32", shape, data } });
      expected.push([...outputs[output.name]!.data as Float32Array]);
    }
    await session.release();
  });

  itInChromium.each([["wasm", "WebAssembly"], ["webgpu", "WebGPU"]])(
    "on %s are those of onnxruntime-node",
    async (provider, name) => {
      const page = await site.open();
      await page.locator("#provider").selectOption(provider);
      await page.locator("#fact-provider", { hasText: name }).waitFor();
      await page.locator("#provider:not([aria-disabled=true])").waitFor();
      const shown = await readFiles(page, files);
      const differences = shown.flatMap((row, i) =>
        row.map((value, c) => Math.abs(value - expected[i]![c]!))
      );
      expect(differences).toHaveLength(10 * IMAGES);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      expect(await page.locator("#fact-provider").innerText()).toBe(name);
    },
  );
});

import { beforeAll, describe, expect, vi } from "vitest";
import { succeed, workFolder } from "../smoke/_commands.ts";
import { itInChromium } from "./_browser.ts";
import { glyphDrawings } from "./_glyph_hand.ts";
import { firstOfEachDigit } from "./_hand.ts";
import { lyingPhoto, photograph } from "./_photo.ts";
import { readPage } from "./_readout.ts";
import { shippedModel } from "./_shipped_model.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** What `deno task predict --json` says of an image. */
interface Predicted {
  readonly className: string;
  readonly top: readonly { readonly className: string; readonly probability: number }[];
}

describe("a photo of 12 megapixels", () => {
  const site = useSite("digits");
  /** One that the model is not sure of, and two that are read with ease; the last lies on its side. */
  let photos: { name: string; jpeg: Uint8Array }[];
  beforeAll(async () => {
    const digits = await firstOfEachDigit();
    photos = [
      { name: "unsure", jpeg: photograph(glyphDrawings("a 6 of straight lines", 3, 7)[2]!, 1) },
      { name: "5", jpeg: photograph(digits[5]!.strokes, 2) },
      { name: "2", jpeg: lyingPhoto(digits[2]!.strokes, 3) },
    ];
  });

  itInChromium("is read on the page as by deno task predict", async () => {
    await using folder = await workFolder();
    const files = photos.map(({ name }) => `${folder.path}/${name}.jpg`);
    await Deno.writeFile(`${folder.path}/model.onnx`, await shippedModel(site.url));
    for (const [i, { jpeg }] of photos.entries()) await Deno.writeFile(files[i]!, jpeg);
    const predicted: Predicted[] = JSON.parse(
      await succeed("predict", [
        ...files,
        ...["--model", `${folder.path}/model.onnx`, "--top", "10", "--json"],
      ]),
    );

    const page = await site.open();
    const labels = await page.locator("#bars .label").allInnerTexts();
    for (const [i, { name, jpeg }] of photos.entries()) {
      await page.evaluate((base64) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.fromBase64(base64)], "a.jpg", { type: "image/jpeg" }));
        document.body.dispatchEvent(
          new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }),
        );
      }, jpeg.toBase64());
      await page.locator("#fact-count", { hasText: new RegExp(`^${i + 1}$`) }).waitFor();
      const { guess, probabilities } = await readPage(page);
      const { className, top } = predicted[i]!;
      expect(guess).toBe(className);
      if (name !== "unsure") expect(guess).toBe(name);
      const differences = top.map(({ className, probability }) =>
        Math.abs(probability - probabilities[labels.indexOf(className)]!)
      );
      expect(differences).toHaveLength(10);
      expect(Math.max(...differences)).toBeLessThan(1e-3);
    }
  });
});

import { encode } from "fast-png";
import { expect, it, vi } from "vitest";
import { openModel } from "../../pipeline/open_model.ts";
import { ROOT, succeed, workFolder } from "./_commands.ts";

vi.setConfig({ testTimeout: 240_000 });

/** Noise around a level of its own for each class, 8 x 8 pixels, gray or with a transparent edge. */
function picture(label: number, numClasses: number, seed: number, alpha: boolean): Uint8Array {
  const level = Math.floor((200 * label) / numClasses);
  const channels = alpha ? 4 : 1;
  const data = Uint8Array.from({ length: 64 * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    if (alpha && i % 4 === 3) return pixel < 8 ? 0 : 255;
    return level + (Math.imul(seed * 64 + pixel, 40_503) >>> 8) % 40;
  });
  return encode({ width: 8, height: 8, channels, data, depth: 8 });
}

it.each([
  { numClasses: 3, perClass: 20, alpha: true },
  { numClasses: 100, perClass: 5, alpha: false },
])("the pipeline trains on a folder of $numClasses classes of images", async (given) => {
  const { numClasses, perClass, alpha } = given;
  await using work = await workFolder();
  const folder = `${ROOT}${work.path}/pictures`;
  for (let label = 0; label < numClasses; label++) {
    await Deno.mkdir(`${folder}/class ${label}`, { recursive: true });
    for (let i = 0; i < perClass; i++) {
      const bytes = picture(label, numClasses, label * perClass + i, alpha);
      await Deno.writeFile(`${folder}/class ${label}/${i}.png`, bytes);
    }
  }
  const args =
    `--recipe mnist-mlp --epochs 1 --data-dir ${work.path}/pictures --out ${work.path}/out --to report`;
  const output = await succeed("pipeline", args.split(" "));
  const numTest = numClasses * perClass / 5;
  expect(output).toContain(
    `Data set pictures: ${
      numClasses * perClass - numTest
    } training and ${numTest} test images of ` +
      `8x8x1, ${numClasses} classes\n`,
  );
  const facts = JSON.parse(await Deno.readTextFile(`${ROOT}${work.path}/out/evaluation.json`));
  expect(facts.perClass).toHaveLength(numClasses);

  // Gray pictures are prepared as those of the recipe's data set, by either file.
  for (const file of ["model.onnx", "model.json"]) {
    const { metadata } = await openModel(`${ROOT}${work.path}/out/${file}`);
    expect(metadata.preprocessing, file).toMatchObject({ mode: "digit", invert: "auto" });
    expect(JSON.parse(metadata.entries["dataset"]!), file).toMatchObject({ own: true });
  }

  // Pictures count as inputs: nothing runs without a change, and one picture more is one.
  expect(await succeed("pipeline", args.split(" "))).not.toContain("Data set pictures");
  await Deno.writeFile(`${folder}/class 0/more.png`, picture(0, numClasses, 9999, alpha));
  const again = await succeed("pipeline", [...args.split(" "), "--to", "data"]);
  expect(again).toContain("Data set pictures");
});

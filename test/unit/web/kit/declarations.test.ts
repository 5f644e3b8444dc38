import { expect, it } from "vitest";
import { kitDeclarations } from "../../../../web/build/declarations.ts";

it("the kit's types stand alone, and are what the bundler example uses", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const example = await Deno.readTextFile("web/examples/bundler/main.ts");
    expect(example).toContain('from "onnx-classifier"');
    await Deno.writeTextFile(`${folder}/classifier.d.ts`, await kitDeclarations());
    await Deno.writeTextFile(`${folder}/classifier.js`, "");
    await Deno.writeTextFile(
      `${folder}/main.ts`,
      `// @ts-types="./classifier.d.ts"\n${example.replace("onnx-classifier", "./classifier.js")}
const provider: "wasm" | "webgpu" = (await element.classify(new Blob())).index === 0
  ? "wasm"
  : (await element.load()).provider;
// @ts-expect-error -- there is no such option
await element.load({ modelUri: provider });
`,
    );
    const config = { compilerOptions: { lib: ["dom", "dom.iterable", "esnext"], strict: true } };
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--config", `${folder}/deno.json`, `${folder}/main.ts`],
      env: { NO_COLOR: "1" },
    }).output();
    expect(success, new TextDecoder().decode(stderr)).toBe(true);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

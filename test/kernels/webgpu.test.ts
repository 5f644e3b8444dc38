import { expect } from "vitest";
import config from "../../deno.json" with { type: "json" };
import { itOnSwiftShader } from "../_swiftshader.ts";
import { allCases } from "./_webgpu_cases.ts";
import { pageOf } from "./_webgpu_page.ts";
import { runCases } from "./_webgpu_run.ts";

/** In milliseconds: software takes long to compile the shaders of a thousand graphs. */
const TIMEOUT = 600_000;

const PAGE = new URL("../../docs/webgpu.md", import.meta.url).pathname;

itOnSwiftShader(
  "docs/webgpu.md says what ONNX Runtime's WebGPU provider makes of every row",
  async () => {
    const cases = await allCases();
    const outcomes = await runCases(cases.map(({ id }) => id));
    const version = config.imports["onnxruntime-node"].split("@").at(-1)!;
    await expect(await formatted(pageOf(cases, outcomes, version))).toMatchFileSnapshot(PAGE);
  },
  TIMEOUT,
);

/** Markdown as `deno fmt` writes it. */
async function formatted(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout } = await child.output();
  return new TextDecoder().decode(stdout);
}

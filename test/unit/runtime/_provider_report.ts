/*
 * Prints, as JSON, what `chooseProvider` says of the pool models of _models.ts. A program of its own,
 * since the Vulkan loader reads VK_ICD_FILENAMES from the environment that a process starts with.
 */
import { chooseProvider, createSession, type Provider } from "../../../src/runtime/mod.ts";
import { convolutionAndPool, images } from "./_models.ts";

const [kind, requested] = Deno.args as ["plain" | "indices", Provider?];
const model = convolutionAndPool({ indices: kind === "indices" });
const session = await createSession(model, { provider: "webgpu" }).catch(() => undefined);
const failure = await session?.run(images(2)).then(() => undefined, (error) => error.message);
await session?.release();
console.log(JSON.stringify({
  created: session !== undefined,
  failure,
  report: await chooseProvider(model, images(32), requested),
}));

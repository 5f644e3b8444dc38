import { wasmFolderUrl } from "./_wasm_files.ts";
import { createWebSession, type Provider, type Session, type SessionOptions } from "./web/mod.ts";

/** The providers of each runtime. */
const PROVIDERS: Readonly<Record<"node" | "web", readonly Provider[]>> = {
  node: ["cpu", "webgpu", "cuda"],
  web: ["wasm"],
};

/**
 * Loads an ONNX model. A runtime is itself loaded at its first session.
 *
 * @param model The bytes of an ONNX file.
 * @throws {SyntaxError} When the bytes are no ONNX model.
 * @throws {RangeError} When the runtime does not have the provider, for a bad number of
 * threads, or for a profile on runtime `"web"`.
 * @throws {TypeError} When an input or output has an element type that a `TensorData` cannot hold.
 * @throws {Error} When ONNX Runtime refuses the model or the provider, with its reason.
 */
export async function createSession(
  model: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const runtime = options.runtime ?? (options.provider === "wasm" ? "web" : "node");
  const providers = PROVIDERS[runtime];
  if (providers === undefined) {
    throw new RangeError(
      `Unsupported runtime: "${runtime}". Should be one of: ${Object.keys(PROVIDERS).join(", ")}`,
    );
  }
  const provider = options.provider ?? providers[0]!;
  if (!providers.includes(provider)) {
    throw new RangeError(
      `Unsupported provider on runtime "${runtime}": "${provider}". Should be one of: ${
        providers.join(", ")
      }`,
    );
  }
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`Unsupported number of threads: ${threads}. Should be an integer above 0`);
  }
  if (runtime === "web") {
    if (options.profile !== undefined) {
      throw new RangeError(
        `Unsupported profile: "${options.profile}". Profiles are written on runtime "node" only`,
      );
    }
    return await createWebSession(model, { wasm: wasmFolderUrl(), ...options, provider: "wasm" });
  }
  const { createNodeSession } = await import("./node.ts");
  return createNodeSession(model, provider, options);
}

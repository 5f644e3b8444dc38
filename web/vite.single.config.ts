import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Builds the kit as one script, to be written into a page. WebGPU's runtime stays out: a page that asks for it falls back
 * to WebAssembly.
 */
export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  build: {
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: { classifier: here("kit/entry.ts") },
      external: ["onnxruntime-web/jspi"],
      preserveEntrySignatures: "exports-only",
      treeshake: { moduleSideEffects: (id: string) => !id.includes("/src/") },
      output: { codeSplitting: false, entryFileNames: "[name].js" },
    },
  },
});

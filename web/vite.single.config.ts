import { defineConfig } from "vite";
import { here, treeshake } from "./build/modules.ts";

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
      treeshake,
      output: { codeSplitting: false, entryFileNames: "[name].js" },
    },
  },
});

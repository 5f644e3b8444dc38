import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { kitFiles } from "./build/kit_files.ts";
import { preloadRuntime } from "./build/preload_runtime.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Modules that only the kit brings in. The page shares them, so that both use one runtime. */
const KIT_MODULES = /\/web\/kit\/|\/src\/|\/onnxruntime-web\/|rolldown\/runtime/;

/**
 * Builds the page, and beside it the kit in a folder that can be copied alone. All addresses are relative, so that the
 * site works below any path.
 */
export default defineConfig({
  root: here("."),
  base: "./",
  publicDir: false,
  plugins: [kitFiles(), preloadRuntime()],
  build: {
    // What a first visit loads is read from it; the site does not keep it.
    manifest: true,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: { page: here("index.html"), classifier: here("kit/entry.ts") },
      preserveEntrySignatures: "exports-only",
      // Our own modules have no side effects when they are loaded: what is not used is left out, above all onnx-proto.
      treeshake: { moduleSideEffects: (id: string) => !id.includes("/src/") },
      output: {
        entryFileNames: ({ name }) =>
          name === "classifier" ? "kit/classifier.js" : "assets/[name].[hash].js",
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => KIT_MODULES.test(id))
            ? "kit/[name].[hash].js"
            : "assets/[name].[hash].js",
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith(".wasm"))
            ? "kit/[name].[hash][extname]"
            : "assets/[name].[hash][extname]",
      },
    },
  },
});

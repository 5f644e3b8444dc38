import { defineConfig } from "vite";
import { kitFiles } from "./build/kit_files.ts";
import { here, liesIn, treeshake } from "./build/modules.ts";
import { preloadRuntime } from "./build/preload_runtime.ts";

/** Packages that the kit brings in. The page shares its modules, so that both use one runtime. */
const KIT_PACKAGES = /\/node_modules\/onnxruntime-web\/|rolldown\/runtime/;

/** Whether a chunk belongs to the kit. What the page alone uses, such as the teacher, has modules of the page. */
function isOfKit(modules: readonly string[]): boolean {
  return !modules.some((id) => liesIn(id, "page/", "teach/")) &&
    modules.some((id) => liesIn(id, "kit/", "../src/") || KIT_PACKAGES.test(id));
}

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
      treeshake,
      output: {
        entryFileNames: ({ name }) =>
          name === "classifier" ? "kit/classifier.js" : "assets/[name].[hash].js",
        chunkFileNames: ({ moduleIds }) =>
          isOfKit(moduleIds) ? "kit/[name].[hash].js" : "assets/[name].[hash].js",
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith(".wasm"))
            ? "kit/[name].[hash][extname]"
            : "assets/[name].[hash][extname]",
      },
    },
  },
});

import type { HtmlTagDescriptor, Plugin } from "vite";

/**
 * Names the page's modules and ONNX Runtime's in its head, so that the browser asks for all of them at once and not for
 * each when the one before has run.
 */
export function preloadRuntime(): Plugin {
  return {
    name: "preload-runtime",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {}, chunk }): HtmlTagDescriptor[] {
        const runtime = Object.values(bundle).find((output) =>
          output.type === "chunk" && output.facadeModuleId?.includes("ort.wasm.bundle") === true
        );
        if (chunk === undefined || runtime === undefined) {
          throw new Error("Cannot find the page's script or ONNX Runtime's among the built files");
        }
        const imported = runtime.type === "chunk" ? runtime.imports : [];
        return [...new Set([...chunk.imports, runtime.fileName, ...imported])].map((file) => ({
          tag: "link",
          attrs: { rel: "modulepreload", crossorigin: true, href: `./${file}` },
          injectTo: "head",
        }));
      },
    },
  };
}

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { kitDeclarations } from "./declarations.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What `npm install` reads when the kit's folder is named as a dependency. */
const PACKAGE = {
  name: "onnx-classifier",
  version: "0.1.0",
  license: "MIT",
  type: "module",
  exports: { ".": { types: "./classifier.d.ts", default: "./classifier.js" } },
};

/** Puts types, package file and licence beside the kit, and the examples' sources into the site. */
export function kitFiles(): Plugin {
  return {
    name: "kit-files",
    apply: "build",
    async generateBundle() {
      const emit = (fileName: string, source: string) =>
        this.emitFile({ type: "asset", fileName, source });
      emit("kit/classifier.d.ts", await kitDeclarations());
      emit("kit/package.json", JSON.stringify(PACKAGE, null, 2) + "\n");
      emit("kit/LICENSE.txt", readFileSync(at("../../LICENSE"), "utf8"));
      emit("examples/script.html", readFileSync(at("../examples/script.html"), "utf8"));
      for (const file of readdirSync(at("../examples/bundler"))) {
        const source = readFileSync(at(`../examples/bundler/${file}`), "utf8");
        emit(`examples/bundler-project/${file}`, source);
      }
    },
  };
}

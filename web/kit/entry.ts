/*
 * What `classifier.js` is built from: the kit's functions, and its element, which is defined when the module is loaded.
 */
import { OnnxClassifierElement } from "./element.ts";

export * from "./mod.ts";
export { OnnxClassifierElement };

if (customElements.get("onnx-classifier") === undefined) {
  customElements.define("onnx-classifier", OnnxClassifierElement);
}

import {
  type Classifier,
  ModelLoadError,
  type OnnxClassifierElement,
  type Prediction,
} from "onnx-classifier";

const element = document.querySelector<OnnxClassifierElement>("onnx-classifier")!;
const result = document.querySelector<HTMLElement>("#result")!;

element.addEventListener("prediction", (event) => {
  const { label, probability } = (event as CustomEvent<Prediction>).detail;
  result.textContent = `${label}, ${(100 * probability).toFixed(1)} %`;
});

try {
  // In the folder "public", so that it keeps its name.
  const classifier: Classifier = await element.load({ modelUrl: "./model.onnx" });
  const { downloadMs, sessionMs } = classifier.timings;
  result.textContent = `Ready after ${Math.round(downloadMs + sessionMs)} ms`;
} catch (error) {
  if (!(error instanceof ModelLoadError)) throw error;
  result.textContent = `${error.url}: ${error.message}`;
}

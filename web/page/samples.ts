import type { Preprocessing } from "../../src/preprocess/mod.ts";
import type { Sample } from "../manifest/mod.ts";
import { make } from "./elements.ts";
import { showInput } from "./preview.ts";

/** A sample's pixels as the model's input: its pixel values times the model's scale. */
export function sampleInput({ index, pixels }: Sample, spec: Preprocessing): Float32Array {
  const bytes = Uint8Array.from(atob(pixels), (character) => character.charCodeAt(0));
  const expected = spec.height * spec.width * spec.channels;
  if (bytes.length !== expected) {
    throw new TypeError(
      `Cannot show test image ${index} of ${bytes.length} values: the model takes ${expected}. ` +
        "Build the page again",
    );
  }
  return Float32Array.from(bytes, (value) => value * spec.scale);
}

/** What is said of a sample: `7, test image 0` or `2 → 7, mistaken, test image 321`. */
export function describeSample(sample: Sample, labels: readonly string[]): string {
  const mistaken = sample.label === sample.predicted ? "" : "mistaken, ";
  return `${captions(sample, labels).join(" ")}, ${mistaken}test image ${sample.index}`;
}

/** A button for each sample, those that the model recognized in one list, the others in another. */
export function fillSamples(
  lists: { readonly right: HTMLElement; readonly wrong: HTMLElement },
  samples: readonly Sample[],
  labels: readonly string[],
  spec: Preprocessing,
  choose: (sample: Sample, picture: HTMLCanvasElement) => void,
): void {
  const items = (correct: boolean) =>
    samples.filter(({ label, predicted }) => (label === predicted) === correct).map((sample) => {
      const canvas = document.createElement("canvas");
      showInput(canvas, sampleInput(sample, spec), spec);
      const button = make("button", "sample", canvas, caption(sample, labels));
      button.type = "button";
      button.ariaLabel = describeSample(sample, labels);
      button.dataset.index = String(sample.index);
      button.addEventListener("click", () => choose(sample, canvas));
      return make("li", "", button);
    });
  lists.right.replaceChildren(...items(true));
  lists.wrong.replaceChildren(...items(false));
}

function caption(sample: Sample, labels: readonly string[]): HTMLElement {
  const [label, predicted] = captions(sample, labels);
  if (predicted === undefined) return make("span", "caption", label!);
  return make("span", "caption", make("span", "", `${label} `), make("em", "", predicted));
}

function captions({ label, predicted }: Sample, labels: readonly string[]): string[] {
  return label === predicted ? [labels[label]!] : [labels[label]!, `→ ${labels[predicted]}`];
}

import { byId } from "./elements.ts";
import type { ProviderName } from "./model_host.ts";
import { recall, remember } from "./settings.ts";

const KEY = "provider";

/** The choice between WebAssembly and WebGPU, which the browser remembers. */
export class ProviderChoice {
  readonly #select = byId("provider", HTMLSelectElement);

  /** @param changed Called with what the reader has chosen. */
  constructor(changed: (provider: ProviderName) => void) {
    const hasGpu = "gpu" in navigator;
    const webgpu = this.#select.querySelector<HTMLOptionElement>('option[value="webgpu"]')!;
    webgpu.disabled = !hasGpu;
    if (!hasGpu) webgpu.textContent = "WebGPU (not in this browser)";
    this.#select.value = hasGpu && recall(KEY) === "webgpu" ? "webgpu" : "wasm";
    this.#select.addEventListener("change", () => {
      remember(KEY, this.value);
      changed(this.value);
    });
  }

  get value(): ProviderName {
    return this.#select.value === "webgpu" ? "webgpu" : "wasm";
  }

  /** While a model loads there is nothing to choose. */
  set busy(busy: boolean) {
    this.#select.disabled = busy;
  }
}

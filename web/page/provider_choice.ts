import { byId } from "./elements.ts";
import type { ProviderName } from "./model_host.ts";
import { recall, remember } from "./settings.ts";

const KEY = "provider";

/** The choice between WebAssembly and WebGPU, which the browser remembers. */
export class ProviderChoice {
  readonly #select = byId("provider", HTMLSelectElement);
  #value: ProviderName;
  #busy = false;

  /** @param changed Called when the reader has chosen another one. */
  constructor(changed: () => void) {
    const hasGpu = "gpu" in navigator;
    const webgpu = this.#select.querySelector<HTMLOptionElement>('option[value="webgpu"]')!;
    webgpu.disabled = !hasGpu;
    if (!hasGpu) webgpu.textContent = "WebGPU (not in this browser)";
    this.#value = hasGpu && recall(KEY) === "webgpu" ? "webgpu" : "wasm";
    this.#select.value = this.#value;
    this.#select.addEventListener("change", () => {
      if (this.#busy) {
        this.#select.value = this.#value;
        return;
      }
      this.#value = this.#select.value === "webgpu" ? "webgpu" : "wasm";
      remember(KEY, this.#value);
      changed();
    });
  }

  get value(): ProviderName {
    return this.#value;
  }

  /** While a model loads there is nothing to choose. */
  set busy(busy: boolean) {
    this.#busy = busy;
    // Not `disabled`, which would take the focus away from who has just chosen.
    this.#select.ariaDisabled = String(busy);
  }
}

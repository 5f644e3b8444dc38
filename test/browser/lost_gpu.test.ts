import { describe, expect, vi } from "vitest";
import { itInChromium, type Page } from "./_browser.ts";
import { firstOfEachDigit } from "./_hand.ts";
import { drawOn } from "./_pen.ts";
import { clearSheet } from "./_readout.ts";
import { useSite } from "./_site.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

/** Keeps the GPU devices that the page gets, in `devices`. */
async function keepDevices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      devices: unknown[];
      GPUAdapter: { prototype: { requestDevice(...args: unknown[]): Promise<unknown> } };
    };
    scope.devices = [];
    const { prototype } = scope.GPUAdapter;
    const { requestDevice } = prototype;
    prototype.requestDevice = async function (...args) {
      const device = await requestDevice.apply(this, args);
      scope.devices.push(device);
      return device;
    };
  });
}

describe("when the GPU is lost while the page draws on it, the page", () => {
  const site = useSite("digits", { webgpu: true });

  itInChromium("says so, and reads on WebAssembly, and on WebGPU again", async () => {
    const digits = await firstOfEachDigit();
    const page = await site.blank();
    await keepDevices(page);
    await site.goto(page);
    const draw = async (digit: number) => {
      await clearSheet(page);
      await drawOn(page, digits[digit]!.strokes);
    };
    const guess = (digit: number) =>
      page.locator("#top-guess", { hasText: String(digit) }).waitFor();
    const runOn = async (provider: string, name: string) => {
      await page.locator("#provider").selectOption(provider);
      await page.locator("#fact-provider", { hasText: name }).waitFor();
    };

    await runOn("webgpu", "WebGPU");
    await draw(3);
    await guess(3);
    const lost = await page.evaluate<number>(
      "devices.forEach((device) => device.destroy()), devices.length",
    );
    expect(lost).toBeGreaterThan(0);
    await draw(5);
    const notice = page.locator("#notice", { hasText: "The model failed: " });
    await notice.waitFor();
    expect(await notice.innerText()).toMatch(/Device was lost.*Choose under "In this browser"/);
    expect(await page.locator("#top-guess").innerText()).toBe("–");

    await runOn("wasm", "WebAssembly");
    await guess(5);
    expect(await page.locator("#notice").innerText()).toBe("");

    await runOn("webgpu", "WebGPU");
    expect(await page.evaluate<number>("devices.length")).toBeGreaterThan(lost);
    await draw(1);
    await guess(1);
    expect(await page.locator("#notice").innerText()).toBe("");
  });
});

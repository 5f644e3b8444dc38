import type { Manifest } from "../../web/manifest/mod.ts";

/** The manifest of a site that is being served. */
export async function manifestOf(url: string): Promise<Manifest> {
  return await (await fetch(new URL("model/manifest.json", url))).json();
}

/** The model file that the page loads. */
export async function shippedModel(url: string): Promise<Uint8Array> {
  const { model } = await manifestOf(url);
  return await (await fetch(new URL(`model/${model.file}`, url))).bytes();
}

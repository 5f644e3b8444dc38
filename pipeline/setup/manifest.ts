import { z } from "zod";
import { hashFile } from "../_hash.ts";

/** What a folder of a fetched TensorFlow holds, in its `setup.json`. */
const manifestSchema = z.strictObject({
  version: z.string(),
  kind: z.enum(["cpu", "gpu"]),
  /** The files that it came out of. */
  from: z.array(z.string()),
  files: z.record(z.string(), z.strictObject({ sha256: z.string(), size: z.number() })),
});

/** What a folder of a fetched TensorFlow holds. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Its name in that folder. */
export const MANIFEST = "setup.json";

/** Whether a folder is whole: its manifest, or why it cannot be used; `undefined` where there is none. */
export async function checkInstalled(
  folder: string,
): Promise<{ manifest: Manifest } | { problem: string } | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(`${folder}/${MANIFEST}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const manifest = parse(text);
  if (manifest === undefined) return { problem: `${MANIFEST} is damaged` };
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const found = await hashFile(`${folder}/${name}`);
    if (found === undefined) return { problem: `${name} is missing` };
    if (found !== sha256) return { problem: `${name} is damaged` };
  }
  return { manifest };
}

function parse(text: string): Manifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

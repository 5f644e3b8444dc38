import { basename, dirname, isAbsolute } from "node:path";
import { canonicalJson, hashFile, hashText } from "./_hash.ts";
import type { StageRecord } from "./_lock_file.ts";
import type { Stage } from "./stage.ts";

/** All that decides a stage's outputs, and its hash, the key. */
export type Fingerprint = Pick<StageRecord, "key" | "code" | "params" | "inputs">;

/** An input that is not there. */
export class MissingInputError extends Error {
  /** @internal */
  override name = "MissingInputError";
}

/**
 * Hashes a stage's inputs, params and code. The key tells inputs by content, order and the folder
 * they lie in, not by path, so that a data set that moved does not rerun anything.
 *
 * @param code The stage's code version.
 * @param outputs Hash of a file of the out folder; `undefined` where it is missing.
 * @param producers Which earlier stage makes each file of the out folder.
 */
export async function fingerprint<C>(
  stage: Stage<C>,
  config: C,
  code: string,
  outputs: (file: string) => Promise<string | undefined>,
  producers: ReadonlyMap<string, string>,
): Promise<Fingerprint> {
  const inputs = [];
  for (const path of await stage.inputs(config)) {
    const producer = producers.get(path);
    if (!isAbsolute(path) && producer === undefined) {
      throw new TypeError(`Stage "${stage.name}" reads "${path}", which no earlier stage makes`);
    }
    const sha256 = isAbsolute(path) ? await hashFile(path) : await outputs(path);
    if (sha256 === undefined) {
      throw new MissingInputError(
        `Stage "${stage.name}" needs "${path}", which ` +
          (producer === undefined
            ? "does not exist"
            : `stage "${producer}" makes and is not there. Start with --from ${producer} or earlier`),
      );
    }
    inputs.push({ path, sha256 });
  }
  // Through JSON, so that what is compared is what the lock file holds.
  const params = JSON.parse(canonicalJson(stage.params(config)));
  const key = hashText(canonicalJson({
    stage: stage.name,
    code,
    params,
    inputs: inputs.map(identityOf),
    outputs: stage.outputs(config),
  }));
  return { key, code, params, inputs };
}

/** What tells an input from another: its content, and outside of a run its folder, which may name its class. */
export function identityOf({ path, sha256 }: StageRecord["inputs"][number]): string {
  return isAbsolute(path) ? `${basename(dirname(path))}/${sha256}` : sha256;
}

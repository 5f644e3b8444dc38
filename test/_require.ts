import { it } from "vitest";
import { findLibrary, LibraryError } from "../src/train/engines/tensorflow/library/mod.ts";

/**
 * `it` where the thing a test needs is there. Elsewhere the test is skipped and its title names what
 * is missing; with `REQUIRE_ALL=1` (as in CI) it runs all the same, and so fails.
 */
export function requirement(name: string, available: boolean): typeof it {
  if (available || Deno.env.get("REQUIRE_ALL") === "1") return it;
  return ((title: string, ...rest: unknown[]) => {
    (it.runIf(false) as unknown as (title: string, ...rest: unknown[]) => void)(
      `${title} [skipped: needs ${name}]`,
      ...rest,
    );
  }) as unknown as typeof it;
}

/**
 * `it` where TensorFlow's library is: in the folder that the environment variable TF_LIB_DIR names,
 * or where an engine would find it.
 */
export function requireTensorflow(): typeof it {
  return requirement("pip's tensorflow-cpu, its folder in TF_LIB_DIR", hasTensorflow());
}

function hasTensorflow(): boolean {
  try {
    findLibrary();
    return true;
  } catch (error) {
    if (error instanceof LibraryError) return false;
    throw error;
  }
}

import { it } from "vitest";
import { findLibrary, LibraryError } from "../src/train/engines/tensorflow/library/mod.ts";

/**
 * `it` where the thing a test needs is there. Elsewhere the test is skipped and its title names what
 * is missing; with `REQUIRE_ALL=1` (as in CI) it runs all the same, and so fails. `REQUIRE_ALL=0` is a
 * machine that has none of these things.
 */
export function requirement(name: string, available: boolean): typeof it {
  const all = Deno.env.get("REQUIRE_ALL");
  if (all === "1" || (available && all !== "0")) return it;
  return withNote(it.runIf(false) as typeof it, `[skipped: needs ${name}]`);
}

/** A function that takes a test's title first, or makes such functions by `each` and `for`. */
type Titled = (title: string, ...rest: never[]) => unknown;

/** `test`, with a note after each title: also of the tests that its `each` and `for` make. */
export function withNote<Test extends Titled>(test: Test, note: string): Test {
  return new Proxy(test, {
    apply: (target, self, [title, ...rest]) =>
      Reflect.apply(target, self, [`${title} ${note}`, ...rest]),
    get(target, key) {
      const property: unknown = Reflect.get(target, key);
      if (key !== "each" && key !== "for") return property;
      const make = property as (...cases: unknown[]) => Titled;
      return (...cases: unknown[]) => withNote(make.apply(target, cases), note);
    },
  });
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

import * as nodeModule from "node:module";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { statSync } from "node:fs";

/** The parts of Node's `module.registerHooks` that are used; types of older versions lack it. */
interface Hooks {
  registerHooks(hooks: {
    resolve(
      specifier: string,
      context: { parentURL?: string },
      next: (specifier: string, context: unknown) => unknown,
    ): unknown;
  }): { deregister(): void };
}

const SPECS = "/@tensorflow/tfjs-core/dist/";
const RANDOM = new URL("./_seedrandom.ts", import.meta.url).href;

/**
 * Lets tfjs-core's specs be imported. They are ES modules written for a bundler: they import files
 * without their endings, folders, and names of CommonJS modules that Deno cannot see.
 *
 * @returns Undoes it.
 */
export function hookSpecImports(): () => void {
  const { registerHooks } = nodeModule as unknown as Hooks;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL;
      if (!parent?.includes(SPECS) || parent.endsWith("/tf-core.node.js")) {
        return next(specifier, context);
      }
      if (specifier === "seedrandom") return next(RANDOM, context);
      return next(specifier.startsWith(".") ? withEnding(specifier, parent) : specifier, context);
    },
  });
  return () => hooks.deregister();
}

function withEnding(specifier: string, parent: string): string {
  const found = ["", ".js", "/index.js"]
    .map((ending) => new URL(`${specifier}${ending}`, parent).href)
    .find((url) => statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile());
  return found ?? specifier;
}

/**
 * The `require` that the specs take for granted: they look for a file of jasmine's inside its
 * package, which no longer shows it, to set the time limit of a spec.
 */
export function specRequire(jasmine: unknown): unknown {
  const require = createRequire(import.meta.url);
  const specific = (name: string) =>
    name.startsWith("jasmine-core/") ? { core: () => jasmine } : require(name);
  return Object.assign(specific, { resolve: require.resolve });
}

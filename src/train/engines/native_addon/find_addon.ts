import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The packages that have a native addon, the preferred one first. */
export const ADDON_PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** Where the addon was found. */
export interface NativeAddon {
  /** The npm package. */
  readonly package: string;
  readonly version: string;
  /** The addon, `tfjs_binding.node`. */
  readonly path: string;
  /**
   * TensorFlow's own libraries, which the addon asks for by name, in the order in which to load them.
   * Empty where the system has to find them.
   */
  readonly libraries: readonly string[];
}

/** What {@linkcode findAddon} found: the addon, or why there is none, a line for each package. */
export interface AddonSearch {
  readonly addon?: NativeAddon;
  readonly reasons: readonly string[];
}

const ADDON = "tfjs_binding.node";

/** TensorFlow's libraries by the names that the package's installation gives them. */
const LIBRARIES = [
  /^libtensorflow_framework\.so\.2$/,
  /^libtensorflow(?:_cc)?\.so\.2$/,
  /^libtensorflow_framework\.2\.dylib$/,
  /^libtensorflow\.2\.dylib$/,
  /^tensorflow\.dll$/,
];

/**
 * Looks for tfjs-node's native addon, which an install script brings. It lies in `lib/napi-v<N>`, of
 * which the package itself may look into the wrong one: its `N` is not always the one that the
 * script had. Here each is looked into, the highest `N` first.
 *
 * @param folders The folders of installed packages, by name. Default: those of this project.
 */
export function findAddon(
  folders: Readonly<Record<string, string | undefined>> = installedPackages(),
): AddonSearch {
  const reasons: string[] = [];
  for (const [name, folder] of Object.entries(folders)) {
    if (folder === undefined) {
      reasons.push(`${name} is not installed`);
      continue;
    }
    const lib = join(folder, "lib");
    const versions = list(lib).filter((entry) => /^napi-v\d+$/.test(entry))
      .sort((a, b) => Number(b.slice(6)) - Number(a.slice(6)));
    const found = versions.find((entry) => existsSync(join(lib, entry, ADDON)));
    if (found === undefined) {
      reasons.push(`${name} is installed without its native addon, lib/napi-v*/${ADDON}`);
      continue;
    }
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const places = [join(folder, "deps", "lib"), ...versions.map((entry) => join(lib, entry))];
    return {
      addon: {
        package: name,
        version,
        path: join(lib, found, ADDON),
        libraries: librariesIn(places),
      },
      reasons,
    };
  }
  return { reasons };
}

/** One file for each name, from the first folder that has it. */
function librariesIn(folders: readonly string[]): string[] {
  return LIBRARIES.flatMap((pattern) => {
    const paths = folders.flatMap((folder) =>
      list(folder).filter((name) => pattern.test(name)).map((name) => join(folder, name))
    );
    return paths.slice(0, 1);
  });
}

function installedPackages(): Record<string, string | undefined> {
  const { resolve } = createRequire(import.meta.url);
  return Object.fromEntries(ADDON_PACKAGES.map((name) => {
    try {
      return [name, dirname(resolve(`${name}/package.json`))];
    } catch {
      return [name, undefined];
    }
  }));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

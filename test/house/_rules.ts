import { dirname, posix } from "node:path";
import { type Import, importsOf } from "../../pipeline/_imports.ts";
import type { Source } from "./_sources.ts";

/**
 * The rooms of the house, from the ground up, and the rooms that each may import. A file belongs to
 * the room with the longest path that it lies under.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  "src/data": [],
  "src/preprocess": [],
  "src/graph": [],
  "src/random": [],
  "src/trace": ["src/graph", "src/random"],
  "src/runtime/web": ["src/graph"],
  "src/runtime": ["src/graph", "src/runtime/web"],
  "src/jit": ["src/graph", "src/random", "src/trace", "src/runtime"],
  "src/train": ["src/data", "src/graph", "src/random", "src/trace", "src/runtime"],
  "src/export": ["src/graph", "src/trace", "src/preprocess"],
  "src/evaluate": ["src/data", "src/preprocess", "src/graph", "src/runtime"],
  "src/report": ["src/data", "src/evaluate"],
  "src": [
    "src/data",
    "src/preprocess",
    "src/graph",
    "src/random",
    "src/trace",
    "src/runtime",
    "src/jit",
    "src/train",
    "src/export",
    "src/evaluate",
    "src/report",
  ],
  "models": ["src/data", "src/preprocess", "src/train"],
  "pipeline/stages": ["src", "models", "pipeline", "web/manifest"],
  "pipeline": ["src", "models", "web/manifest", "web/teach"],
  "pipeline/cli": ["src", "models", "pipeline", "pipeline/stages"],
  "web/manifest": [],
  "web/kit": ["src/preprocess", "src/graph", "src/runtime/web"],
  "web/teach": ["src/preprocess", "src/graph", "src/runtime/web", "web/kit", "web/manifest"],
  "web": [
    "src/preprocess",
    "src/graph",
    "src/runtime/web",
    "web/kit",
    "web/teach",
    "web/manifest",
  ],
};

/** Rooms of which others use single files, since each file is a door of its own. */
const OPEN_ROOMS = ["pipeline"];

/** Rooms whose code must run in a browser. */
export const BROWSER_ROOMS = [
  "src/preprocess",
  "src/graph",
  "src/random",
  "src/runtime/web",
  "web/manifest",
  "web/kit",
  "web/teach",
];

/** Packages that only these places know. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@tensorflow/": [
    "src/trace",
    "src/jit",
    "src/train",
    "src/export",
    "src/evaluate",
    "models",
    "pipeline",
  ],
  "onnx-proto": ["src/graph/proto.ts"],
  "onnxruntime-": ["src/runtime"],
  "commander": ["pipeline/cli"],
  "zod": ["pipeline"],
};

/** The room of a file, or `undefined`: it lies in none, and {@linkcode ROOMS} should say where. */
export function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** What is wrong with a source's imports, one sentence each. */
export function importProblems({ path, text }: Source): string[] {
  const room = roomOf(path);
  if (room === undefined) return [`${path} lies in no room: add its folder to ROOMS`];
  return importsOf(text).flatMap((entry) => {
    const { specifier } = entry;
    const problem = specifier.startsWith(".")
      ? localProblem(path, room, entry)
      : packageProblem(path, specifier);
    return problem === undefined ? [] : [`${path} imports "${specifier}": ${problem}`];
  });
}

function localProblem(path: string, room: string, { specifier }: Import): string | undefined {
  const target = posix.join(dirname(path), specifier);
  if (target === "deno.json") return room === "pipeline/cli" ? undefined : "leave it to the CLI";
  const other = roomOf(target);
  const name = posix.basename(target);
  if (other === undefined) return "it lies in no room";
  if (other === room) return undefined;
  if (name.startsWith("_")) return "a file whose name starts with _ is private to its room";
  const allowed = ROOMS[room]!;
  if (!allowed.some((entry) => other === entry || (entry === "src" && other.startsWith("src/")))) {
    return `${room} may import ${allowed.join(", ") || "nothing of ours"}`;
  }
  if (!OPEN_ROOMS.includes(other) && target !== `${other}/mod.ts`) {
    return `enter by the door, ${other}/mod.ts`;
  }
  return undefined;
}

function packageProblem(path: string, specifier: string): string | undefined {
  const room = roomOf(path)!;
  if (specifier.startsWith("node:")) {
    return BROWSER_ROOMS.includes(room) ? `${room} must run in a browser` : undefined;
  }
  const rule = Object.entries(PACKAGES).find(([name]) => specifier.startsWith(name));
  if (rule === undefined || rule[1].some((place) => `${path}/`.startsWith(`${place}/`))) return;
  return `only ${rule[1].join(", ")} may know it`;
}

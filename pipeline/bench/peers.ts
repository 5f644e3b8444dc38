import type { Recipe } from "../../models/mod.ts";
import type { ImageSet } from "../../src/data/mod.ts";
import type { EvaluationOptions } from "./evaluate_ours.ts";
import type { EpochTime } from "./figures.ts";
import { type PythonTurns, runPython } from "./python.ts";
import { evaluateWithOnnxRuntime, trainWithKeras } from "./python_peers.ts";
import type { TrainingOptions } from "./train_ours.ts";

/** What our figures are compared with; a function is absent where its library is. */
export interface Peers {
  /** Trains as `trainOurs` does, an epoch a turn. */
  train?(
    recipe: Recipe,
    train: ImageSet,
    options: TrainingOptions & { readonly threads: number },
  ): Promise<PythonTurns<EpochTime>>;
  /** Evaluates as `evaluateOurs` does, all images a turn. */
  evaluate?(
    onnx: Uint8Array,
    images: ImageSet,
    options: EvaluationOptions,
  ): Promise<PythonTurns<EpochTime>>;
}

/** What {@linkcode findPeers} found. */
export interface FoundPeers {
  readonly peers: Peers;
  /** Versions by the names of the libraries and `python`; empty where no Python is. */
  readonly versions: Readonly<Record<string, string>>;
  /** What cannot be compared and how to change that, in one line; absent where all can. */
  readonly notice?: string;
}

const KERAS = ["tensorflow", "keras"];
const ONNX_RUNTIME = ["onnxruntime"];

/** Which peers a Python has. */
export async function findPeers(python: string): Promise<FoundPeers> {
  let versions: Record<string, string> = {};
  try {
    const [printed] = await runPython(python, "probe.py");
    versions = printed as Record<string, string>;
  } catch {
    return { peers: {}, versions, notice: `Cannot run ${python}: ${remedy("all figures")}` };
  }
  const missing = missingFrom(versions);
  const lacks = (names: readonly string[]) =>
    ["numpy", ...names].some((name) => missing.includes(name));
  const train = lacks(KERAS) ? {} : { train: trainWithKeras(python) };
  const evaluate = lacks(ONNX_RUNTIME) ? {} : { evaluate: evaluateWithOnnxRuntime(python) };
  const peers = { ...train, ...evaluate };
  if (missing.length === 0) return { peers, versions };
  const alone = [...lacks(KERAS) ? ["training"] : [], ...lacks(ONNX_RUNTIME) ? ["evaluation"] : []];
  const what = missing.map((name) => name === "keras" ? "keras 3" : name).join(", ");
  return {
    peers,
    versions,
    notice: `${python} (${versions["python"]}) has no ${what}: ${remedy(alone.join(" and "))}`,
  };
}

/** The libraries that are not there, or too old. */
export function missingFrom(versions: Readonly<Record<string, string>>): string[] {
  return ["numpy", ...KERAS, ...ONNX_RUNTIME].filter((name) =>
    versions[name] === undefined || (name === "keras" && parseInt(versions[name]) < 3)
  );
}

function remedy(what: string): string {
  return `${what} without comparison. Name a Python that has numpy, tensorflow, keras 3 and ` +
    "onnxruntime with --python or BENCH_PYTHON";
}

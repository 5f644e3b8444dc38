/** Switches of TensorFlow and CUDA that are environment variables, read once by the library. */
export interface TensorflowSwitches {
  /** Least severe messages that TensorFlow prints: 0 info, 1 warnings, 2 errors, 3 fatal. Default: 2. */
  readonly logLevel?: 0 | 1 | 2 | 3;
  /** oneDNN's kernels on the processor: faster, sums in another order. Default: TensorFlow's own, on. */
  readonly oneDnn?: boolean;
  /** TF32 for convolutions and products on NVIDIA's GPUs since Ampere. Default: CUDA's own, on. */
  readonly tf32?: boolean;
  /** Only kernels that give the same result each time. Default: off. */
  readonly deterministic?: boolean;
  /** GPUs that the process may see, such as `"0"` or `"0,1"`; `""` hides all. Default: all. */
  readonly visibleGpus?: string;
}

/** The variables that {@linkcode applySwitches} may set, by switch; a command must allow these names. */
const VARIABLES = {
  logLevel: "TF_CPP_MIN_LOG_LEVEL",
  oneDnn: "TF_ENABLE_ONEDNN_OPTS",
  tf32: "NVIDIA_TF32_OVERRIDE",
  deterministic: "TF_DETERMINISTIC_OPS",
  visibleGpus: "CUDA_VISIBLE_DEVICES",
} as const;

/** GPU memory is taken as it is needed; this reaches contexts that others make in the process too. */
const GROWTH = "TF_FORCE_GPU_ALLOW_GROWTH";

/** Names of the environment variables that are read and written. */
export const SWITCH_VARIABLES: readonly string[] = [...Object.values(VARIABLES), GROWTH];

/**
 * Sets TensorFlow's environment variables: to be called before the library is loaded. `Deno.env.set`
 * reaches C's `getenv`. A variable that is set already keeps its value where no switch is given.
 *
 * @returns The variables that are set, by name, for the run's record.
 */
export function applySwitches(switches: TensorflowSwitches): Record<string, string> {
  const defaults = { logLevel: 2, ...switches };
  const record: Record<string, string> = {};
  const apply = (variable: string, given: string | undefined, fallback: string | undefined) => {
    const value = given ?? Deno.env.get(variable) ?? fallback;
    if (value === undefined) return;
    Deno.env.set(variable, value);
    record[variable] = value;
  };
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const given = switches[name as keyof TensorflowSwitches];
    const fallback = defaults[name as keyof TensorflowSwitches];
    apply(variable, text(given), text(fallback));
  }
  apply(GROWTH, undefined, "true");
  return record;
}

/** Variables that switches would set to something else than a library was loaded with, as `NAME=value`. */
export function unheardSwitches(
  switches: TensorflowSwitches,
  environment: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const value = text(switches[name as keyof TensorflowSwitches]);
    return value === undefined || value === environment[variable] ? [] : [`${variable}=${value}`];
  });
}

function text(value: string | number | boolean | undefined): string | undefined {
  return typeof value === "boolean" ? String(Number(value)) : value?.toString();
}

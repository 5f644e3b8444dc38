import { registerTensorflow, unregisterTensorflow } from "./backend.ts";
import { TensorflowBinding } from "./binding.ts";
import type { ContextSettings, Device } from "./config_proto.ts";
import { listDevices, newContext, type TensorflowDevice } from "./context.ts";
import { cudaReport, describeMissingGpu } from "./cuda_report.ts";
import { applySwitches, type TensorflowSwitches, unheardSwitches } from "./environment.ts";
import { type Address, Status, type TensorflowSymbols } from "./ffi/mod.ts";
import { findLibrary, isOpen, openLibrary, type TensorflowLibrary } from "./library/mod.ts";

/** How TensorFlow is found, loaded and started. */
export interface LoadOptions extends ContextSettings {
  /** Folder with TensorFlow's shared objects. Default: searched for. */
  readonly libDir?: string;
  /** What `deno task setup:tensorflow` fetches into. Default: `.cache/tensorflow`. */
  readonly cacheDir?: string;
  /** Switches that are set before the library is loaded. */
  readonly switches?: TensorflowSwitches;
  /** Takes a line for each place that is looked at: taken, or why it was passed over. Default: none. */
  readonly write?: (line: string) => void;
}

/** TensorFlow, loaded, with a context of its own. */
export interface LoadedTensorflow {
  /** The library's version, such as `"2.21.0"`. */
  readonly version: string;
  /** Where the library was found. */
  readonly library: TensorflowLibrary;
  /** The devices of the context, the processor first. */
  readonly devices: readonly TensorflowDevice[];
  /** The device that float tensors are kept on. */
  readonly device: TensorflowDevice;
  /** TensorFlow's environment variables as the library was loaded with them. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Makes it tfjs's backend `"tensorflow"`, in place of one that was. The active backend stays what
   * it is.
   */
  register(): void;
  /**
   * Deletes all tensors and the context, and takes tfjs's backend back if it is this one; the library stays
   * loaded. A second call does nothing.
   */
  dispose(): void;
}

/** What the engine sees of a loaded TensorFlow. */
export interface Tensorflow extends LoadedTensorflow {
  /** The functions that tfjs-node's kernels call. */
  readonly binding: TensorflowBinding;
  /** The eager context (`TFE_Context`). */
  readonly context: Address;
  /** The status (`TF_Status`) to pass to the library's functions, and to check. */
  readonly status: Status;
  /** The library's functions. */
  readonly symbols: TensorflowSymbols;
}

/** The environment that the library read when it was loaded; later settings do not reach it. */
let environment: Readonly<Record<string, string>> | undefined;

/**
 * Finds TensorFlow's library, sets its switches, loads it and starts a context.
 *
 * @throws {LibraryError} If there is no library, or it cannot be used here.
 * @throws {RangeError} If a GPU is asked for and there is none.
 * @throws {TensorflowError} If TensorFlow refuses the settings.
 */
export async function loadTensorflow(options: LoadOptions = {}): Promise<Tensorflow> {
  const { switches = {}, write = () => {} } = options;
  let symbols: TensorflowSymbols | undefined;
  const use = (library: TensorflowLibrary) => {
    if (environment === undefined || !isOpen(library)) {
      environment = applySwitches(switches);
    }
    const unheard = unheardSwitches(switches, environment);
    if (unheard.length > 0) {
      write(`TensorFlow is loaded already and does not hear of ${unheard.join(", ")}`);
    }
    // Below errors, TensorFlow says things of no use while it is loaded, whatever its log level.
    const quiet = Number(environment["TF_CPP_MIN_LOG_LEVEL"]) >= 2;
    symbols = openLibrary(library, { quiet, write });
  };
  const library = findLibrary({ ...options, use });
  const status = new Status(symbols!);
  try {
    return await startContext(symbols!, status, library, environment!, options);
  } catch (error) {
    status.dispose();
    throw error;
  }
}

function startContext(
  symbols: TensorflowSymbols,
  status: Status,
  library: TensorflowLibrary,
  environment: Readonly<Record<string, string>>,
  settings: LoadOptions,
): Tensorflow {
  const context = newContext(symbols, status, settings);
  try {
    const devices = listDevices(symbols, status, context);
    const gpu = devices.find(({ type }) => type === "GPU");
    checkDevice(settings.device ?? "auto", gpu, library, symbols, settings.write ?? (() => {}));
    const binding = new TensorflowBinding(symbols, status, context, devices);
    let disposed = false;
    return {
      version: binding.TF_Version,
      library,
      devices,
      device: gpu ?? devices.find(({ type }) => type === "CPU")!,
      environment,
      binding,
      context,
      status,
      symbols,
      register: () => void registerTensorflow(binding),
      dispose() {
        if (disposed) return;
        disposed = true;
        unregisterTensorflow(binding);
        binding.dispose();
        symbols.TFE_DeleteContext(context);
        status.dispose();
      },
    };
  } catch (error) {
    symbols.TFE_DeleteContext(context);
    throw error;
  }
}

function checkDevice(
  device: Device,
  gpu: TensorflowDevice | undefined,
  library: TensorflowLibrary,
  symbols: TensorflowSymbols,
  write: (line: string) => void,
): void {
  if (gpu !== undefined || device === "cpu") return;
  const report = cudaReport(symbols, library);
  if (device !== "auto") {
    throw new RangeError(
      `Cannot train on device "${device}": TensorFlow in ${library.directory} found no GPU, ` +
        `${describeMissingGpu(report)}, or use device "cpu"`,
    );
  }
  if (report.built !== true) return;
  write(`TensorFlow trains on the processor, it found no GPU: ${describeMissingGpu(report)}`);
}

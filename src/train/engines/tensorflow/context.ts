import { configProto, type ContextSettings } from "./config_proto.ts";
import { type Address, readCString, type Status, type TensorflowSymbols } from "./ffi/mod.ts";

/** A device that TensorFlow found. */
export interface TensorflowDevice {
  /** TensorFlow's name, such as `"/job:localhost/replica:0/task:0/device:GPU:0"`. */
  readonly name: string;
  /** `"CPU"`, `"GPU"` or another kind. */
  readonly type: string;
  /** Memory that TensorFlow may use there, in bytes. */
  readonly memoryBytes: number;
}

/**
 * A new eager context (`TFE_Context`), to be deleted with `TFE_DeleteContext`.
 *
 * @throws {TensorflowError} If TensorFlow cannot make one, as with a GPU number that is not there.
 */
export function newContext(
  symbols: TensorflowSymbols,
  status: Status,
  settings: ContextSettings,
): Address {
  const config = configProto(settings);
  const options = symbols.TFE_NewContextOptions();
  try {
    symbols.TFE_ContextOptionsSetConfig(
      options,
      config,
      BigInt(config.length),
      status.address,
    );
    status.check(() => "Cannot configure TensorFlow");
    const context = symbols.TFE_NewContext(options, status.address);
    status.check(() => `Cannot start TensorFlow on device "${settings.device ?? "auto"}"`);
    return context;
  } finally {
    symbols.TFE_DeleteContextOptions(options);
  }
}

/** The devices of a context, the processor first. */
export function listDevices(
  symbols: TensorflowSymbols,
  status: Status,
  context: Address,
): TensorflowDevice[] {
  const failed = () => "Cannot list TensorFlow's devices";
  const list = symbols.TFE_ContextListDevices(context, status.address);
  status.check(failed);
  try {
    return Array.from({ length: symbols.TF_DeviceListCount(list) }, (_, i) => {
      const name = readCString(symbols, symbols.TF_DeviceListName(list, i, status.address));
      status.check(failed);
      const type = readCString(symbols, symbols.TF_DeviceListType(list, i, status.address));
      status.check(failed);
      const memory = symbols.TF_DeviceListMemoryBytes(list, i, status.address);
      status.check(failed);
      return { name, type, memoryBytes: Number(memory) };
    });
  } finally {
    symbols.TF_DeleteDeviceList(list);
  }
}

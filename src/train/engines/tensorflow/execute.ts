import { type OpAttribute, setAttribute } from "./attributes.ts";
import { type Address, cString, type Status, type TensorflowSymbols } from "./ffi/mod.ts";

/** Room for outputs on the way in, number of outputs on the way out. */
const count = new Int32Array(1);

/**
 * Runs one op eagerly on tensor handles, which stay the caller's, and returns the handles of its
 * outputs, which become the caller's.
 *
 * @throws {TensorflowError} If the op is not known, or refuses its inputs or attributes.
 */
export function execute(
  symbols: TensorflowSymbols,
  status: Status,
  context: Address,
  name: string,
  attributes: readonly OpAttribute[],
  inputs: readonly Address[],
  numOutputs: number,
): BigUint64Array<ArrayBuffer> {
  const failed = () => `Cannot run TensorFlow op "${name}"`;
  const op = symbols.TFE_NewOp(context, cString(name), status.address);
  status.check(failed);
  try {
    for (const input of inputs) {
      symbols.TFE_OpAddInput(op, input, status.address);
      status.check(failed);
    }
    for (const attribute of attributes) setAttribute(symbols, op, attribute, status);
    const outputs = new BigUint64Array(numOutputs);
    count[0] = numOutputs;
    symbols.TFE_Execute(op, outputs, count, status.address);
    status.check(failed);
    return count[0] === numOutputs ? outputs : outputs.slice(0, count[0]);
  } finally {
    symbols.TFE_DeleteOp(op);
  }
}

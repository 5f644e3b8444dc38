import { type Address, cString, type Status, type TensorflowSymbols } from "./ffi/mod.ts";
import { TF_ATTRIBUTES } from "./data_types.ts";

/** An attribute of an op as tfjs's kernels give it; `type` is one of {@linkcode TF_ATTRIBUTES}. */
export interface OpAttribute {
  /** The attribute's name in the op's definition, such as `"T"` or `"strides"`. */
  readonly name: string;
  /** The kind of the value. */
  readonly type: number;
  /** A value or, for int, float and bool, a list of them. */
  readonly value: boolean | number | string | Uint8Array | object;
}

const encoder = new TextEncoder();

/** An int attribute, which may arrive as any number; the native addon cuts the fraction off, so does this. */
export function integer(value: number): bigint {
  return BigInt(Math.trunc(value));
}

/**
 * Sets an attribute of an op that is being built.
 *
 * @throws {TypeError} If its kind is unknown.
 */
export function setAttribute(
  symbols: TensorflowSymbols,
  op: Address,
  { name, type, value }: OpAttribute,
  status: Status,
): void {
  const key = cString(name);
  switch (type) {
    case TF_ATTRIBUTES.TF_ATTR_TYPE:
      return symbols.TFE_OpSetAttrType(op, key, value as number);
    case TF_ATTRIBUTES.TF_ATTR_BOOL:
      if (!Array.isArray(value)) return symbols.TFE_OpSetAttrBool(op, key, value ? 1 : 0);
      return symbols.TFE_OpSetAttrBoolList(op, key, Uint8Array.from(value, Number), value.length);
    case TF_ATTRIBUTES.TF_ATTR_INT:
      if (!Array.isArray(value)) return symbols.TFE_OpSetAttrInt(op, key, integer(value as number));
      return symbols.TFE_OpSetAttrIntList(
        op,
        key,
        BigInt64Array.from(value as number[], integer),
        value.length,
      );
    case TF_ATTRIBUTES.TF_ATTR_FLOAT:
      if (!Array.isArray(value)) return symbols.TFE_OpSetAttrFloat(op, key, value as number);
      return symbols.TFE_OpSetAttrFloatList(op, key, Float32Array.from(value), value.length);
    case TF_ATTRIBUTES.TF_ATTR_STRING: {
      const bytes = value instanceof Uint8Array
        ? value as Uint8Array<ArrayBuffer>
        : encoder.encode(value as string);
      return symbols.TFE_OpSetAttrString(op, key, bytes, BigInt(bytes.length));
    }
    case TF_ATTRIBUTES.TF_ATTR_SHAPE: {
      const shape = value as number[];
      const dims = BigInt64Array.from(shape, integer);
      symbols.TFE_OpSetAttrShape(op, key, dims, shape.length, status.address);
      return status.check(() => `Cannot set attribute "${name}" to the shape [${shape}]`);
    }
    default:
      throw new TypeError(
        `Cannot set attribute "${name}" of kind ${type}: should be one of ` +
          Object.entries(TF_ATTRIBUTES).map((entry) => entry.reverse().join(" ")).join(", "),
      );
  }
}

import { fromRawBytes } from "./_raw.ts";
import { DATA_TYPES, elementTypeOf } from "./data_type.ts";
import type { Attribute, Dimension, GraphNode, ValueInfo } from "./graph.ts";
import { type Onnx, onnx } from "./proto.ts";
import { type ElementType, sizeOf, tensor, type TensorData } from "./tensor.ts";

const { AttributeType } = onnx.AttributeProto;

/** Whether a graph can hold elements of ONNX's data type `code`. */
export function isElementType(code: number | null | undefined): boolean {
  return elementTypeOf(code ?? 0) !== undefined;
}

function isDefaultDomain(domain: string | null | undefined): boolean {
  return !domain || domain === "ai.onnx";
}

export function decodeNode(node: Onnx.INodeProto): GraphNode {
  const opType = node.opType ?? "";
  const where = `node "${node.name}" (${opType})`;
  if (!isDefaultDomain(node.domain)) {
    throw new TypeError(`${where}: operator domain "${node.domain}" is not supported`);
  }
  return {
    name: node.name ?? "",
    opType,
    inputs: [...node.input ?? []],
    outputs: [...node.output ?? []],
    attributes: Object.fromEntries(
      (node.attribute ?? []).map((proto) => [proto.name ?? "", decodeAttribute(proto, where)]),
    ),
  };
}

function decodeAttribute(proto: Onnx.IAttributeProto, where: string): Attribute {
  switch (proto.type) {
    case AttributeType.INT:
      return { kind: "int", value: exactNumber(proto.i ?? 0, where) };
    case AttributeType.INTS:
      return { kind: "ints", value: (proto.ints ?? []).map((value) => exactNumber(value, where)) };
    case AttributeType.FLOAT:
      return { kind: "float", value: proto.f ?? 0 };
    case AttributeType.FLOATS:
      return { kind: "floats", value: [...proto.floats ?? []] };
    case AttributeType.STRING:
      return { kind: "string", value: new TextDecoder().decode(proto.s ?? new Uint8Array()) };
    case AttributeType.TENSOR:
      return { kind: "tensor", value: decodeTensor(proto.t ?? {}) };
    default:
      throw new TypeError(
        `${where}: attribute "${proto.name}" has the unsupported kind ${
          AttributeType[proto.type ?? 0] ?? proto.type
        }`,
      );
  }
}

export function decodeTensor(proto: Onnx.ITensorProto): TensorData {
  const where = `tensor "${proto.name ?? ""}"`;
  const dtype = elementType(proto.dataType, where);
  const shape = (proto.dims ?? []).map((dim) => exactNumber(dim, where));
  if (proto.dataLocation === 1) {
    throw new TypeError(`${where}: external data is not supported. Save the model as one file`);
  }
  if (proto.rawData?.length || sizeOf(shape) === 0) {
    return fromRawBytes(dtype, shape, proto.rawData ?? new Uint8Array());
  }
  switch (dtype) {
    case "int64": {
      const integers = (proto.int64Data ?? []).map((value) => BigInt(value.toString()));
      return fromRawBytes(dtype, shape, new Uint8Array(new BigInt64Array(integers).buffer));
    }
    case "float32":
      return tensor(dtype, shape, proto.floatData ?? []);
    case "float64":
      return tensor(dtype, shape, proto.doubleData ?? []);
    case "float16":
      // The bits, not the numbers.
      return fromRawBytes(
        dtype,
        shape,
        new Uint8Array(Uint16Array.from(proto.int32Data ?? []).buffer),
      );
    default:
      return tensor(dtype, shape, proto.int32Data ?? []);
  }
}

function elementType(code: number | null | undefined, where: string): ElementType {
  const dtype = elementTypeOf(code ?? 0);
  if (dtype !== undefined) return dtype;
  throw new TypeError(
    `${where}: element type ${
      onnx.TensorProto.DataType[code ?? 0] ?? code
    } is not supported. Should be one of: ${Object.keys(DATA_TYPES).join(", ")}`,
  );
}

function exactNumber(value: number | { toString(): string }, where: string): number {
  const number = Number(value.toString());
  if (Number.isSafeInteger(number)) return number;
  throw new TypeError(`${where}: integer attribute ${value} does not fit a JavaScript number`);
}

export function decodeValueInfo(proto: Onnx.IValueInfoProto): ValueInfo {
  const name = proto.name ?? "";
  const type = proto.type?.tensorType;
  if (!type?.shape) throw new TypeError(`value "${name}" is no tensor of known rank`);
  const shape = (type.shape.dim ?? []).map((dim, axis): Dimension => {
    // Every dimension has a default in the prototype, so only an own property says which is set.
    if (Object.hasOwn(dim, "dimValue")) return exactNumber(dim.dimValue!, `value "${name}"`);
    return dim.dimParam || `${name}_dim_${axis}`;
  });
  return { name, dtype: elementType(type.elemType, `value "${name}"`), shape };
}

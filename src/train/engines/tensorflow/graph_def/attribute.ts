import { TF_ATTRIBUTES } from "../data_types.ts";
import { integer, type OpAttribute } from "../attributes.ts";
import { WireWriter } from "./wire_writer.ts";
import { writeShape } from "./tensor.ts";

/** Fields of `AttrValue` that hold one value (attr_value.proto); `ListValue` has the same numbers. */
const FIELDS = { list: 1, s: 2, i: 3, f: 4, b: 5, type: 6, shape: 7 } as const;

/**
 * An attribute of a node as the message `AttrValue`: the same kinds that an op takes when it runs at once.
 *
 * @throws {TypeError} For a kind that no op of tfjs's kernels has.
 */
export function encodeAttribute({ name, type, value }: OpAttribute): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  const list = Array.isArray(value) ? value as unknown[] : undefined;
  switch (type) {
    case TF_ATTRIBUTES.TF_ATTR_TYPE:
      return writer.varint(FIELDS.type, value as number).finish();
    case TF_ATTRIBUTES.TF_ATTR_INT: {
      if (list === undefined) return writer.varint(FIELDS.i, integer(value as number)).finish();
      const values = (list as number[]).map(integer);
      return writer.message(FIELDS.list, (part) => part.packedVarints(FIELDS.i, values)).finish();
    }
    case TF_ATTRIBUTES.TF_ATTR_FLOAT: {
      if (list === undefined) return writer.float(FIELDS.f, value as number).finish();
      const values = list as number[];
      return writer.message(FIELDS.list, (part) => part.packedFloats(FIELDS.f, values)).finish();
    }
    case TF_ATTRIBUTES.TF_ATTR_BOOL: {
      if (list === undefined) return writer.varint(FIELDS.b, Boolean(value)).finish();
      const values = list.map(Boolean);
      return writer.message(FIELDS.list, (part) => part.packedVarints(FIELDS.b, values)).finish();
    }
    case TF_ATTRIBUTES.TF_ATTR_STRING:
      return writer.bytes(FIELDS.s, value as string | Uint8Array).finish();
    case TF_ATTRIBUTES.TF_ATTR_SHAPE: {
      const shape = value as number[];
      return writer.message(FIELDS.shape, (part) => writeShape(part, shape)).finish();
    }
    default:
      throw new TypeError(
        `Cannot write attribute "${name}" of kind ${type}: should be one of ` +
          Object.entries(TF_ATTRIBUTES).map(([kind, number]) => `${number} ${kind}`).join(", "),
      );
  }
}

/** One field of a protobuf message: a varint, or the bytes of a text, a message or a fixed number. */
export interface WireField {
  /** The field's number in the message's definition. */
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/**
 * The fields of a protobuf message in their order, without a library: a page that wants to know a model's labels
 * need not carry the whole of ONNX's schema (https://protobuf.dev/programming-guides/encoding/). Bytes are views.
 *
 * Throws `RangeError` where a field does not end within the message, and for wire types that ONNX does not use.
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError(`Varint without an end before byte ${at}`);
  };
  const bytes = (length: number): Uint8Array => {
    if (length > message.length - at) {
      throw new RangeError(`Field of ${length} bytes at byte ${at} of ${message.length}`);
    }
    return message.subarray(at, at += length);
  };
  const value = (wireType: number): bigint | Uint8Array => {
    if (wireType === VARINT) return varint();
    if (wireType === LENGTH_DELIMITED) return bytes(Number(varint()));
    if (wireType === FIXED64) return bytes(8);
    if (wireType === FIXED32) return bytes(4);
    throw new RangeError(`Unknown wire type ${wireType} before byte ${at}`);
  };
  while (at < message.length) {
    const tag = Number(varint());
    yield { number: Math.floor(tag / 8), value: value(tag % 8) };
  }
}

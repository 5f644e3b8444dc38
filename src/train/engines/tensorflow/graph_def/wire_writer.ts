/**
 * Writes a message in protobuf's wire format. Numbers are the fields' numbers in the `.proto` file.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** A field of type int32, int64, bool or enum; negative values as in two's complement of 64 bits. */
  varint(field: number, value: number | bigint | boolean): this {
    return this.#tag(field, 0).#varint(BigInt.asUintN(64, BigInt(value)));
  }

  /** A field of type float. */
  float(field: number, value: number): this {
    this.#tag(field, 5);
    this.#reserve(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  /** A field of type string or bytes, or a message that is written already. */
  bytes(field: number, value: string | Uint8Array): this {
    const bytes = typeof value === "string" ? encoder.encode(value) : value;
    this.#tag(field, 2).#varint(BigInt(bytes.length)).#append(bytes);
    return this;
  }

  /** A field whose message `write` fills. */
  message(field: number, write: (writer: WireWriter) => void): this {
    const writer = new WireWriter();
    write(writer);
    return this.bytes(field, writer.finish());
  }

  /** A repeated field of integers, all in one block. */
  packedVarints(field: number, values: readonly (number | bigint | boolean)[]): this {
    const writer = new WireWriter();
    for (const value of values) writer.#varint(BigInt.asUintN(64, BigInt(value)));
    return this.bytes(field, writer.finish());
  }

  /** A repeated field of floats, all in one block. */
  packedFloats(field: number, values: readonly number[]): this {
    const bytes = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
    return this.bytes(field, new Uint8Array(bytes.buffer));
  }

  /** What was written so far. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #tag(field: number, type: number): this {
    return this.#varint(BigInt(field * 8 + type));
  }

  #varint(value: bigint): this {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
    return this;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

const encoder = new TextEncoder();

import { describe, expect, it } from "vitest";
import { DATA_TYPES, decodeModel, encodeModel, optimize, tensor } from "../../../src/graph/mod.ts";
import { onnx } from "../../../src/graph/proto.ts";
import { Sketch } from "./_build.ts";

/** The bits that a file holds for a float16 constant. */
function storedBits(value: number): number {
  const s = new Sketch();
  const bytes = encodeModel(s.build(s.value([value], [1], "float16")));
  const { rawData } = onnx.ModelProto.decode(bytes).graph!.initializer![0]!;
  return new DataView(rawData!.slice().buffer).getUint16(0, true);
}

/** Bits after IEEE 754-2008, binary16: 1 sign, 5 exponent, 10 fraction. */
describe("a number is stored as the nearest float16, ties to the even one", () => {
  it.each<[string, number, number]>([
    ["one", 1, 0x3c00],
    ["minus two", -2, 0xc000],
    ["a tie to the even one below", 1 + 2 ** -11, 0x3c00],
    ["a tie to the even one above", 1 + 3 * 2 ** -11, 0x3c02],
    ["a little over a tie, which float32 does not see", 1 + 2 ** -11 + 2 ** -40, 0x3c01],
    ["a third", 1 / 3, 0x3555],
    ["the largest", 65504, 0x7bff],
    ["what still rounds to the largest", 65519.99, 0x7bff],
    ["the tie with infinity", 65520, 0x7c00],
    ["beyond", -1e5, 0xfc00],
    ["the smallest normal", 2 ** -14, 0x0400],
    ["the largest subnormal", 2 ** -14 - 2 ** -24, 0x03ff],
    ["what rounds up to a normal", 2 ** -14 - 2 ** -26, 0x0400],
    ["the smallest subnormal", 2 ** -24, 0x0001],
    ["the tie with zero", 2 ** -25, 0x0000],
    ["a little over that tie", 2 ** -25 + 2 ** -40, 0x0001],
    ["minus zero", -0, 0x8000],
    ["an infinity", Infinity, 0x7c00],
    ["no number", NaN, 0x7e00],
  ])("%s", (_title, value, bits) => {
    expect(storedBits(value)).toBe(bits);
  });

  it("and every float16 comes back from a file as it was", () => {
    const bits = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
    const data = new Float16Array(bits.buffer);
    const s = new Sketch();
    const c = s.builder.constant({ dtype: "float16", shape: [1 << 16], data }, "c");
    const { graph } = decodeModel(encodeModel(s.build(c)));
    expect(graph.initializers.get("c")!.data).toEqual(data);
  });
});

describe("constants are folded as a runtime would compute them", () => {
  it("through float16 and back", () => {
    const s = new Sketch();
    const x = s.input("x", [3]);
    const half = s.node(
      "Cast",
      [s.value([1 / 3, 1e5, 1e-9])],
      [3],
      { to: DATA_TYPES.float16 },
      "float16",
    );
    const full = s.node("Cast", [half], [3], { to: DATA_TYPES.float32 });
    const { graph } = optimize(s.build(s.node("Add", [x, full], [3])));
    expect(graph.nodes.map(({ opType }) => opType)).toEqual(["Add"]);
    // 0x3555 is 1365 / 4096.
    expect([...graph.initializers.values()]).toEqual([
      tensor("float32", [3], [1365 / 4096, Infinity, 0]),
    ]);
  });

  it("as float16 where they stay so", () => {
    const s = new Sketch();
    const x = s.input("x", [2], "float16");
    const sum = s.node(
      "Add",
      [s.value([1, 2], [2], "float16"), s.value([2 ** -11, 3], [2], "float16")],
      [2],
      {},
      "float16",
    );
    const { graph } = optimize(s.build(s.node("Mul", [x, sum], [2], {}, "float16")));
    expect([...graph.initializers.values()]).toEqual([tensor("float16", [2], [1, 5])]);
  });
});

import { describe, expect, it } from "vitest";
import {
  decodeModelInfo,
  encodeModel,
  GraphBuilder,
  type ModelInfo,
} from "../../../src/graph/mod.ts";
import { onnx } from "../../../src/graph/proto.ts";

/** A trained model, and one that uses every field with more than one value or none. */
const FILES: [string, Uint8Array][] = [
  ["a trained model", Deno.readFileSync("models/trained/mnist-lenet/model.onnx")],
  [
    "texts in many alphabets",
    small({ metadata: { ключ: "значение", "": "", a: "😀" }, docString: "é" }),
  ],
  ["large numbers", small({ modelVersion: 2 ** 40, opset: 300, producerName: "x".repeat(300) })],
  ["a negative number", small({ modelVersion: -3 })],
];

function small(options: Parameters<typeof encodeModel>[1]): Uint8Array {
  const builder = new GraphBuilder();
  const x = builder.input("x", "float32", [1]);
  const [y] = builder.node("Neg", [x], [{ dtype: "float32", shape: [1] }]);
  return encodeModel(builder.build("small", [{ value: y!, name: "y" }]), options);
}

/** The same facts by onnx-proto; `undefined` where it refuses the bytes, or they lack what a model must have. */
function byLibrary(bytes: Uint8Array): ModelInfo | undefined {
  let model;
  try {
    model = onnx.ModelProto.decode(bytes);
  } catch {
    return undefined;
  }
  if (!(Number(model.irVersion) > 0) || !model.graph || model.opsetImport.length === 0) {
    return undefined;
  }
  const opset = model.opsetImport.find(({ domain }) => ["", "ai.onnx"].includes(domain ?? ""));
  return {
    producerName: model.producerName,
    producerVersion: model.producerVersion,
    docString: model.graph.docString ?? "",
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    opset: Number(opset?.version ?? 0),
    irVersion: Number(model.irVersion),
    domain: model.domain,
    modelVersion: Number(model.modelVersion),
  };
}

function tried(bytes: Uint8Array): ModelInfo | undefined {
  try {
    return decodeModelInfo(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return undefined;
  }
}

describe("decodeModelInfo reads what onnx-proto reads", () => {
  it.each(FILES)("in %s", (_, bytes) => {
    expect(decodeModelInfo(bytes)).toEqual(byLibrary(bytes));
  });

  it("where fields come twice, with a field that nobody knows, and in another order", () => {
    const model = small({ producerName: "first", metadata: { a: "1" } });
    const again = onnx.ModelProto.encode({
      producerName: "last",
      metadataProps: [{ key: "b", value: "2" }],
    }).finish();
    // Fields 100 to 103: a varint, 8 bytes, 3 bytes with their length, 4 bytes.
    const unknown = [
      160,
      6,
      150,
      1,
      169,
      6,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      178,
      6,
      3,
      9,
      9,
      9,
      189,
      6,
      1,
      2,
      3,
      4,
    ];
    const bytes = Uint8Array.from([...again, ...unknown, ...model, ...again]);
    expect(decodeModelInfo(bytes)).toMatchObject({
      producerName: "last",
      metadata: { a: "1", b: "2" },
    });
    expect(decodeModelInfo(bytes)).toEqual(byLibrary(bytes));
  });

  it("in every truncation, or refuses it", () => {
    const [, bytes] = FILES[1]!;
    for (let length = 0; length < bytes.length; length++) {
      const part = bytes.subarray(0, length);
      expect(tried(part), `${length} bytes`).toEqual(byLibrary(part));
    }
  });

  it("after any changed bit, or refuses it", () => {
    const bytes = small({
      metadata: { labels: '["0","1"]' },
      producerVersion: "1.0",
      domain: "org",
    });
    let [equal, refused] = [0, 0];
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
        const changed = bytes.with(at, bytes[at]! ^ bit);
        const [ours, theirs] = [tried(changed), byLibrary(changed)];
        if (ours === undefined) refused++;
        // The library refuses what lies deeper than the facts, such as a node's attributes.
        else if (theirs !== undefined) {
          equal++;
          expect(ours, `bit ${bit} of byte ${at}`).toEqual(theirs);
        }
      }
    }
    expect(equal).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it.each([
    ["a varint without an end", [8, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128]],
    ["a length beyond the end", [18, 127, 65]],
    ["a length of 2^63", [18, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1]],
    ["a group, which ONNX does not have", [11, 12]],
    ["a number in place of a text", [16, 1]],
  ])("and refuses %s", (_, bytes) => {
    const model = Uint8Array.from([...small({}), ...bytes]);
    expect(() => decodeModelInfo(model)).toThrow(SyntaxError);
  });
});

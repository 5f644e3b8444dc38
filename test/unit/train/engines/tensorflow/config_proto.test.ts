import { describe, expect, it } from "vitest";
import { configProto } from "../../../../../src/train/engines/tensorflow/config_proto.ts";

/** Bytes as hexadecimal digits. */
const hex = (bytes: Uint8Array) => bytes.toHex();

// What Python's tensorflow.ConfigProto(...).SerializeToString() gives, TensorFlow 2.21.
const GROWTH = "32022001";
const SOFT = "3801";

describe("the bytes of ConfigProto", () => {
  it.each([
    ["the defaults", {}, GROWTH + SOFT],
    ["threads", { threads: 2 }, "10022802" + GROWTH + SOFT],
    ["threads over one byte", { threads: 300 }, "10ac0228ac02" + GROWTH + SOFT],
    ["the processor alone", { device: "cpu" as const }, "0a070a034750551000" + GROWTH + SOFT],
    ["any GPU", { device: "gpu" as const }, GROWTH + SOFT],
    ["one GPU", { device: "gpu:1" as const }, "320520012a0131" + SOFT],
  ])("%s", (_, settings, expected) => {
    expect(hex(configProto(settings))).toBe(expected);
  });

  it.each([0, -1, 1.5, NaN])("refuses %s threads", (threads) => {
    expect(() => configProto({ threads })).toThrow(RangeError);
  });

  it.each(["tpu", "gpu:", "gpu:x", "GPU"])("refuses device %s", (device) => {
    expect(() => configProto({ device: device as never })).toThrow(
      `Cannot train on device "${device}": should be one of auto, cpu, gpu, gpu:0`,
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compareRuntimes,
  parityChecklist,
  type ParityOptions,
  type ParityResult,
  type Signature,
} from "../../../src/evaluate/mod.ts";
import { createSession, type Session } from "../../../src/runtime/mod.ts";
import { noise, softmaxModel, softmaxReference } from "./_models.ts";

const FEATURES = 4;
const CLASSES = 3;
const signature: Signature = {
  inputs: [{ name: "x", dtype: "float32", shape: ["n", 2, 2, 1] }],
  outputs: [{ name: "probabilities", dtype: "float32", shape: ["n", CLASSES] }],
};
const exact = (x: Float32Array) => softmaxReference(x, FEATURES, CLASSES);

/** `total` samples in batches of 8, the last one smaller, in one buffer. */
function* batches(total = 30) {
  const pixels = noise(total * FEATURES);
  const buffer = new Float32Array(8 * FEATURES);
  for (let start = 0; start < total; start += 8) {
    const size = Math.min(8, total - start);
    for (let i = 0; i < size * FEATURES; i++) buffer[i] = pixels[start * FEATURES + i]! / 255;
    yield { x: buffer.subarray(0, size * FEATURES), size };
  }
}

/** The reference, with one sample changed. */
function changed(sample: number, change: (row: Float32Array) => void): ParityOptions["reference"] {
  let done = 0;
  return (x, size) => {
    const rows = exact(x);
    const row = sample - done;
    if (row >= 0 && row < size) change(rows.subarray(row * CLASSES, (row + 1) * CLASSES));
    done += size;
    return rows;
  };
}

let node: Session;
let web: Session;
beforeAll(async () => {
  node = await createSession(softmaxModel());
  web = await createSession(softmaxModel(), { runtime: "web" });
});
afterAll(async () => {
  await node.release();
  await web.release();
});

function compare(options: Partial<ParityOptions> = {}): Promise<ParityResult> {
  return compareRuntimes({
    reference: exact,
    referenceName: "reference",
    signature,
    candidates: [{ name: "onnxruntime-node", session: node }],
    batches: batches(),
    ...options,
  });
}

const failed = (result: ParityResult) =>
  result.runtimes.flatMap(({ checks }) => checks).filter(({ passed }) => !passed);

describe("compareRuntimes", () => {
  it("passes equal models on both runtimes, over all samples", async () => {
    const result = await compare({
      candidates: [
        { name: "onnxruntime-node", session: node },
        { name: "onnxruntime-web", session: web },
      ],
    });
    expect(result).toMatchObject({ passed: true, samples: 30, tolerance: 1e-4 });
    for (const runtime of result.runtimes) {
      expect(runtime).toMatchObject({
        passed: true,
        samples: 30,
        nonFinite: 0,
        argmaxAgreement: 1,
        disagreements: [],
        ties: [],
      });
      expect(runtime.maxAbsDiff).toBeLessThan(1e-6);
      expect(runtime.meanAbsDiff).toBeLessThanOrEqual(runtime.maxAbsDiff);
    }
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    const lines = parityChecklist(result);
    expect(lines[0]).toBe("onnxruntime-node against reference, 30 samples:");
    expect(lines.slice(1, 5)).toEqual([
      "  -[✓] input names match (x)",
      "  -[✓] input shapes match (float32[batch,2,2,1])",
      "  -[✓] output names match (probabilities)",
      "  -[✓] output shapes match (float32[batch,3])",
    ]);
    expect(lines[5]).toMatch(
      /^ {2}-\[✓\] all values close: max difference \S+ at sample \d+, mean \S+, tolerance 1e-4$/,
    );
    expect(lines[6]).toBe("  -[✓] arg-max agrees: same class in 30 of 30 samples");
    expect(lines).toHaveLength(14);
  });

  it("finds the worst sample, in a later batch", async () => {
    const result = await compare({
      reference: changed(17, (row) => row.set([0.2, 0.5, 0.3])),
    });
    const [runtime] = result.runtimes;
    expect(result.passed).toBe(false);
    expect(runtime!.worstSample).toBe(17);
    expect(parityChecklist(result).join("\n")).toMatch(
      /-\[x\] values not close enough: max difference 0\.\d+ at sample 17, tolerance 1e-4/,
    );
  });

  it.each([
    ["passes", 0.4e-4, true],
    ["fails", 1.6e-4, false],
  ])("%s a difference of %f", async (_, difference, passed) => {
    const nudge = changed(9, (row) => {
      const best = row.indexOf(Math.max(...row));
      row[best]! += difference;
    });
    const { runtimes: [runtime], ...result } = await compare({ reference: nudge });
    expect(result.passed).toBe(passed);
    expect(runtime!.maxAbsDiff).toBeCloseTo(difference, 6);
    expect(runtime!.meanAbsDiff).toBeCloseTo(difference / 90, 6);
    expect(runtime!.argmaxAgreement).toBe(1);
  });

  it("takes the tolerance that it is given", async () => {
    const nudge = () => changed(9, (row) => row[0]! += 0.01);
    expect((await compare({ reference: nudge(), tolerance: 0.02 })).passed).toBe(true);
    expect((await compare({ reference: nudge(), tolerance: 0.005 })).passed).toBe(false);
  });

  it.each([
    ["a tie, listed, within twice the tolerance", 1.5, true],
    ["a disagreement beyond", 2.5, false],
  ])("takes another best class for %s", async (_, tolerances, isTie) => {
    const tolerance = 0.1;
    // The model's first sample, with its two best classes exchanged.
    const swap = changed(0, (row) => {
      const order = [0, 1, 2].sort((a, b) => row[b]! - row[a]!);
      const mean = (row[order[0]!]! + row[order[1]!]!) / 2;
      row[order[1]!] = mean + tolerances * tolerance / 2;
      row[order[0]!] = mean - tolerances * tolerance / 2;
    });
    const result = await compare({ reference: swap, tolerance, batches: batches(8) });
    const [runtime] = result.runtimes;
    const entry = { sample: 0, reference: expect.any(Number), candidate: expect.any(Number) };
    expect(runtime!.argmaxAgreement).toBe(7 / 8);
    expect(runtime!.ties).toEqual(isTie ? [expect.objectContaining(entry)] : []);
    expect(runtime!.disagreements).toEqual(isTie ? [] : [expect.objectContaining(entry)]);
    expect(runtime!.checks.find(({ name }) => name === "arg-max")!.passed).toBe(isTie);
    expect(parityChecklist(result).at(-1)).toMatch(
      isTie
        ? /-\[✓\] arg-max agrees: same class in 7 of 8 samples; 1 tied \(sample 0: \d, expected \d\)$/
        : /-\[x\] arg-max does not agree: .*; 1 different \(sample 0: \d, expected \d\)$/,
    );
  });

  it("fails a NaN of the reference", async () => {
    const result = await compare({ reference: changed(11, (row) => row[1] = NaN) });
    expect(result.runtimes[0]).toMatchObject({ passed: false, nonFinite: 1, worstSample: 11 });
    expect(failed(result)[0]!.message).toBe(
      "values not comparable: NaN or infinity in 1 of 30 samples, first at sample 11",
    );
  });

  it("fails a model that gives NaN, even where the reference does too", async () => {
    const session = await createSession(softmaxModel({ activation: "Log" }));
    const result = await compare({
      candidates: [{ name: "log", session }],
      reference: (x) => exact(x).fill(NaN),
    });
    expect(result).toMatchObject({ passed: false });
    expect(result.runtimes[0]).toMatchObject({ nonFinite: 30, argmaxAgreement: 0 });
    await session.release();
  });

  it("collects the failures of all candidates and of all kinds", async () => {
    const renamed = await createSession(softmaxModel({ inputName: "image", outputName: "y" }));
    const flat = await createSession(softmaxModel({ inputShape: ["batch", 4] }));
    const fixed = await createSession(softmaxModel({ inputShape: [8, 2, 2, 1] }));
    const shifted = await createSession(softmaxModel({ shift: 3 }));
    const candidates = Object.entries({ renamed, flat, fixed, shifted, good: node })
      .map(([name, session]) => ({ name, session }));
    const result = await compare({ candidates });
    expect(result.passed).toBe(false);
    const messages = Object.fromEntries(
      result.runtimes.map(({ runtime, checks }) => [
        runtime,
        checks.filter(({ passed }) => !passed).map(({ message }) => message),
      ]),
    );
    const skipped = "values not compared, since names or shapes do not match";
    expect(messages).toEqual({
      renamed: [
        "input names do not match: (image), expected (x)",
        "output names do not match: (y), expected (probabilities)",
        skipped,
      ],
      flat: [
        "input shapes do not match: (float32[batch,4]), expected (float32[n,2,2,1])",
        skipped,
      ],
      fixed: [
        "input shapes do not match: (float32[8,2,2,1]), expected (float32[n,2,2,1])",
        "output shapes do not match: (float32[8,3]), expected (float32[n,3])",
        skipped,
      ],
      shifted: [
        expect.stringMatching(/^values not close enough/),
        expect.stringMatching(/^arg-max does not agree/),
      ],
      good: [],
    });
    await Promise.all([renamed, flat, fixed, shifted].map((session) => session.release()));
  });

  it("reports a candidate that stops running, and goes on with the others", async () => {
    const released = await createSession(softmaxModel());
    await released.release();
    const result = await compare({
      candidates: [{ name: "released", session: released }, { name: "good", session: node }],
    });
    expect(failed(result).map(({ message }) => message)).toEqual([
      "the model does not run: Cannot run the model: its session was released. Create a new one",
    ]);
    expect(result.runtimes[1]!.passed).toBe(true);
  });

  it("does not pass without samples or candidates", async () => {
    expect((await compare({ batches: [] })).passed).toBe(false);
    expect((await compare({ candidates: [] })).passed).toBe(false);
  });

  it("lists 100 disagreements at most, and counts all", async () => {
    const session = await createSession(softmaxModel({ shift: 50 }));
    const { runtimes: [runtime] } = await compare({
      candidates: [{ name: "wrong", session }],
      batches: batches(400),
    });
    expect(runtime!.numDisagreements).toBeGreaterThan(100);
    expect(runtime!.disagreements).toHaveLength(100);
    expect(runtime!.argmaxAgreement).toBeCloseTo(
      1 - (runtime!.numDisagreements + runtime!.numTies) / 400,
      10,
    );
    await session.release();
  });

  it("refuses a reference of another size and a signature that it cannot compare", async () => {
    await expect(compare({ reference: (x) => exact(x).subarray(1) })).rejects.toThrow(
      "Cannot compare with reference: it gave 23 values for 8 samples, expected 8 x 3",
    );
    await expect(
      compare({ signature: { ...signature, inputs: [...signature.inputs, ...signature.inputs] } }),
    ).rejects.toThrow("Cannot compare a model with 2 inputs and 1 outputs");
  });
});

import { describe, expect, it } from "vitest";
import { encodeModel, GraphBuilder, tensor, type TensorData } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { step, unary } from "./_models.ts";

const zeros = (size: number): TensorData => tensor("float32", [size], new Float32Array(size));

/** Feeds and targets of a {@linkcode step}. */
function state(count: number, size: number) {
  const range = Array.from({ length: count }, (_, i) => i);
  const weights = Object.fromEntries(
    range.map((i) => [`w${i}`, tensor("float32", [size], new Float32Array(size).fill(i))]),
  );
  return {
    feeds: { ...weights, x: tensor("float32", [size], new Float32Array(size).fill(1)) },
    into: Object.fromEntries(range.map((i) => [`w${i}_next`, zeros(size)])),
  };
}

function residentMegabytes(): number {
  return Deno.memoryUsage().rss / 2 ** 20;
}

/** Runs `action` and gives the resident memory in MB before and after, both settled. */
async function growthOf(warmUp: () => Promise<void>, action: () => Promise<void>) {
  await warmUp();
  const before = residentMegabytes();
  await action();
  return residentMegabytes() - before;
}

describe("node session, synchronously", () => {
  it("writes a step's state in place, in turns between two sets", async () => {
    const session = await createSession(step(3, 4));
    const { feeds, into } = state(3, 4);
    const loss = tensor("float32", [], [0]);
    const first = session.runSync(feeds, { ...into, loss });
    expect(Object.keys(first)).toEqual(["w0_next", "w1_next", "w2_next", "loss"]);
    expect(first.w2_next).toBe(into.w2_next);
    expect([...into.w2_next!.data]).toEqual([1, 1, 1, 1]);
    expect([...loss.data]).toEqual([4]);
    const back = { w0: into.w0_next!, w1: into.w1_next!, w2: into.w2_next! };
    session.runSync({ x: feeds.x, ...back }, {
      w0_next: (feeds as Record<string, TensorData>).w0!,
      w1_next: (feeds as Record<string, TensorData>).w1!,
      w2_next: (feeds as Record<string, TensorData>).w2!,
    });
    expect([...(feeds as Record<string, TensorData>).w2!.data]).toEqual([0, 0, 0, 0]);
    await session.release();
  });

  it("refuses to write into an input or twice into one array", async () => {
    const session = await createSession(step(2, 4));
    const { feeds, into } = state(2, 4);
    const message = "is to be written into an array that is also an input or another output";
    const weight = (feeds as Record<string, TensorData>).w0!;
    expect(() => session.runSync(feeds, { ...into, w0_next: weight })).toThrow(message);
    expect(() => session.runSync(feeds, { ...into, w0_next: into.w1_next! })).toThrow(
      `output "w1_next" ${message}`,
    );
    session.runSync(feeds, into);
    await session.release();
  });

  it("takes one array with another shape or data at the next run", async () => {
    const session = await createSession(unary("Neg", "float32", ["batch", "width"]));
    const data = Float32Array.from([1, 2, 3, 4, 5, 6]);
    const y = (shape: number[]) => session.runSync({ x: { dtype: "float32", shape, data } }).y!;
    expect(y([2, 3]).shape).toEqual([2, 3]);
    expect(y([3, 2]).shape).toEqual([3, 2]);
    data[0] = 9;
    expect([...y([6, 1]).data]).toEqual([-9, -2, -3, -4, -5, -6]);
    await session.release();
  });

  it("gives the computed shape where the file declares another one", async () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", ["batch", 2]);
    const target = builder.input("target", "int64", [2]);
    const [y] = builder.node("Reshape", [x, target], [{ dtype: "float32", shape: [4, 1] }]);
    const session = await createSession(
      encodeModel(builder.build("declared", [{ value: y!, name: "y" }])),
    );
    const feeds = {
      x: tensor("float32", [2, 2], [1, 2, 3, 4]),
      target: tensor("int64", [2], [1, 4]),
    };
    for (let run = 0; run < 2; run++) {
      expect(session.runSync(feeds).y).toEqual(tensor("float32", [1, 4], [1, 2, 3, 4]));
    }
    await session.release();
  });

  it("throws the same errors as run, and works afterwards", async () => {
    const session = await createSession(unary("Neg"));
    expect(() => session.runSync({})).toThrow('input "x" is missing, expected float32[batch,3]');
    expect([...session.runSync({ x: tensor("float32", [1, 3], [1, 2, 3]) }).y!.data]).toEqual(
      [-1, -2, -3],
    );
    await session.release();
    expect(() => session.runSync({})).toThrow("its session was released");
  });

  it("writes a profile on release", async () => {
    const folder = await Deno.makeTempDir();
    const session = await createSession(unary("Neg"), { profile: `${folder}/profile`, threads: 1 });
    session.runSync({ x: tensor("float32", [1, 3], [1, 2, 3]) });
    await session.release();
    const [entry] = [...Deno.readDirSync(folder)];
    const events = JSON.parse(Deno.readTextFileSync(`${folder}/${entry!.name}`));
    expect(events.some((event: { args?: { op_name?: string } }) => event.args?.op_name === "Neg"))
      .toBe(true);
    await Deno.remove(folder, { recursive: true });
  });
});

describe("node session beside onnxruntime-node's public API", () => {
  const data = [-1, -2, -3];
  const theirs = { isTensor: true, data };
  it.each([
    ["ours", [data, theirs, data]],
    ["theirs", [theirs, data, theirs]],
  ])("works whichever comes first: %s", async (first, expected) => {
    const program = "test/unit/runtime/_beside_public_api.ts";
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-ffi=node_modules", "--allow-read=.", program, first],
    }).output();
    expect(new TextDecoder().decode(stderr)).toBe("");
    expect(JSON.parse(new TextDecoder().decode(stdout))).toEqual(expected);
  });
});

describe("node session's memory", () => {
  it("is freed by release, over 200 sessions of 4 MB", async () => {
    const builder = new GraphBuilder();
    const x = builder.input("x", "float32", [1024, 1024]);
    const weights = builder.constant(tensor("float32", [1024, 1024], new Float32Array(1 << 20)));
    const info = { dtype: "float32", shape: [1024, 1024] } as const;
    const [y] = builder.node("Add", [x, weights], [info]);
    const model = encodeModel(builder.build("large", [{ value: y!, name: "y" }]));
    const feeds = { x: tensor("float32", [1024, 1024], new Float32Array(1 << 20)) };
    const into = { y: tensor("float32", [1024, 1024], new Float32Array(1 << 20)) };
    const cycle = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const session = await createSession(model);
        session.runSync(feeds, into);
        await session.release();
      }
    };
    expect(await growthOf(() => cycle(100), () => cycle(200))).toBeLessThan(60);
  });

  it.each([
    ["small", 1000],
    ["large", 2000],
  ])("does not grow over 5,000 runs in place, %s, failures included", async (_, size) => {
    const session = await createSession(step(10, size));
    const { feeds, into: weights } = state(10, size);
    const into = { ...weights, loss: tensor("float32", [], [0]) };
    const cycle = (times: number) => {
      for (let i = 0; i < times; i++) {
        session.runSync(feeds, into);
        if (i % 10 === 0) expect(() => session.runSync({})).toThrow(TypeError);
      }
      return Promise.resolve();
    };
    expect(await growthOf(() => cycle(500), () => cycle(5000))).toBeLessThan(60);
    await session.release();
  });
});

/*
 * Uses onnxruntime-node's public API before and after a session of ours, as its user may. Prints what
 * both give as JSON. `ours` or `theirs` says which one starts ONNX Runtime in this process.
 */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { tensor } from "../../../src/graph/mod.ts";
import { createSession } from "../../../src/runtime/mod.ts";
import { unary } from "./_models.ts";

async function theirs() {
  const session = await InferenceSession.create(unary("Neg"));
  const { y } = await session.run({ x: new Tensor("float32", [1, 2, 3], [1, 3]) });
  await session.release();
  return { isTensor: y instanceof Tensor, data: [...y!.data as Float32Array] };
}

/** More than what is copied rather than stopped. */
const LARGE = [50_000, 3];

async function ours() {
  const session = await createSession(unary("Neg"));
  const y = tensor("float32", [1, 3], [0, 0, 0]);
  session.runSync({ x: tensor("float32", [1, 3], [1, 2, 3]) }, { y });
  const large = tensor("float32", LARGE, new Float32Array(150_000));
  const ones = tensor("float32", LARGE, new Float32Array(150_000).fill(1));
  session.runSync({ x: ones }, { y: large });
  await session.release();
  if (!large.data.every((value) => value === -1)) throw new Error("not written in place");
  return [...y.data];
}

const order = Deno.args[0] === "ours" ? [ours, theirs, ours] : [theirs, ours, theirs];
const results: unknown[] = [];
for (const run of order) results.push(await run());
console.log(JSON.stringify(results));

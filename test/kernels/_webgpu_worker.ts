/*
 * Runs cases on ONNX Runtime's WebGPU provider: a JSON array of their ids comes in, a line of JSON for each goes
 * out. A program of its own, since the Vulkan loader reads VK_ICD_FILENAMES from the environment that a process
 * starts with, and since a driver can take its process down.
 */
import { encodeModel, GraphBuilder, optimize } from "../../src/graph/mod.ts";
import { createSession } from "../../src/runtime/mod.ts";
import { allCases, type Case } from "./_webgpu_cases.ts";
import { compareOutputs, type Outcome } from "./_webgpu_outcome.ts";

interface ProfileEvent {
  readonly cat: string;
  readonly args?: { readonly provider?: string; readonly op_name?: string };
}

const folder = await Deno.makeTempDir();

async function outcomeOf({ id, prepare }: Case): Promise<Outcome> {
  try {
    const { graph, feeds, expected } = prepare();
    const model = encodeModel(optimize(graph).graph);
    const profile = `${await Deno.makeTempDir({ dir: folder })}/profile`;
    const session = await createSession(model, { provider: "webgpu", threads: 1, profile });
    const results = await session.run(feeds).finally(() => session.release());
    return { id, ...compareOutputs(results, expected), onCpu: nodesOnCpu(profile) };
  } catch (error) {
    return { id, reason: (error as Error).message };
  }
}

/** Types of the nodes that a profile has on the CPU provider. */
function nodesOnCpu(profile: string): string[] {
  const parent = profile.slice(0, profile.lastIndexOf("/"));
  const [file] = [...Deno.readDirSync(parent)];
  const events: ProfileEvent[] = JSON.parse(Deno.readTextFileSync(`${parent}/${file!.name}`));
  const types = events.flatMap(({ cat, args }) =>
    cat === "Node" && args?.provider === "CPUExecutionProvider" ? [args.op_name!] : []
  );
  return [...new Set(types)].sort();
}

/** A session that stays: with the last one ONNX Runtime gives up the device, and a new one takes 0.2 s. */
function keepDevice() {
  const builder = new GraphBuilder();
  const info = { dtype: "float32", shape: [1] } as const;
  const [y] = builder.node("Neg", [builder.input("x", info.dtype, info.shape)], [info]);
  const model = encodeModel(builder.build("device", [{ value: y!, name: "y" }]));
  return createSession(model, { provider: "webgpu" });
}

const wanted: string[] = JSON.parse(await new Response(Deno.stdin.readable).text());
const cases = new Map((await allCases()).map((one) => [one.id, one]));
const device = await keepDevice();
for (const id of wanted) console.log(JSON.stringify(await outcomeOf(cases.get(id)!)));
await device.release();
await Deno.remove(folder, { recursive: true });

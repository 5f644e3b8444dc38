import { describe, expect, it } from "vitest";
import { processUsage, readGpu, usageMeter } from "../../../pipeline/usage.ts";

describe("usageMeter", () => {
  it("tells the cores in use since the last call, and the memory", async () => {
    const source = { time: 10, used: 5 };
    const meter = usageMeter({
      now: () => source.time,
      cpu: () => source.used,
      memory: () => 431_200_000,
      cores: 2,
    });
    Object.assign(source, { time: 20, used: 23 });
    expect(await meter()).toBe(" - cpu: 1.8/2 cores - memory: 431 MB");
    expect(await meter()).toBe(" - cpu: 0.0/2 cores - memory: 431 MB");
    Object.assign(source, { time: 30, used: 28 });
    expect(await meter()).toBe(" - cpu: 0.5/2 cores - memory: 431 MB");
  });

  it("adds the GPU where there is one", async () => {
    const source = { now: () => 0, cpu: () => 0, memory: () => 1e9, cores: 1 };
    const gpu = { name: "H100", percent: 87, usedMemory: 1204, totalMemory: 81559 };
    expect(await usageMeter({ ...source, gpu: () => Promise.resolve(gpu) })()).toMatch(
      / - memory: 1000 MB - gpu: 87% 1204\/81559 MiB$/,
    );
    expect(await usageMeter({ ...source, gpu: () => Promise.resolve(undefined) })()).toMatch(
      / MB$/,
    );
  });

  it("measures this process", async () => {
    const source = processUsage(false);
    const meter = usageMeter(source);
    for (const end = source.now() + 0.3; source.now() < end;);
    const [, cores, megabytes] = / - cpu: ([\d.]+)\/\d+ cores - memory: (\d+) MB/.exec(
      await meter(),
    )!;
    expect(Number(cores)).toBeGreaterThan(0);
    expect(Number(megabytes)).toBeGreaterThan(20);
  });
});

describe("readGpu", () => {
  /** Runs a program that answers as nvidia-smi does. */
  async function answer(text: string, code = 0) {
    const program = await Deno.makeTempFile();
    const script = `#!/bin/sh\necho "$@" > ${program}.args\nprintf '${text}'\nexit ${code}\n`;
    await Deno.writeTextFile(program, script);
    await Deno.chmod(program, 0o755);
    try {
      const gpu = await readGpu(["/gone/nvidia-smi", program]);
      return { gpu, args: await Deno.readTextFile(`${program}.args`) };
    } finally {
      await Deno.remove(program);
      await Deno.remove(`${program}.args`);
    }
  }

  it("asks for the first GPU's name, load and memory", async () => {
    const { gpu, args } = await answer(
      "NVIDIA H100 80GB HBM3, 45, 1204, 81559\\nNVIDIA T4, 0, 0, 15360\\n",
    );
    expect(gpu).toEqual({
      name: "NVIDIA H100 80GB HBM3",
      percent: 45,
      usedMemory: 1204,
      totalMemory: 81559,
    });
    expect(args).toBe(
      "--query-gpu=name,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits\n",
    );
  });

  it.each([
    ["No devices were found\\n", 6],
    ["No devices were found\\n", 0],
    ["NVIDIA Jetson, [N/A], 1, 2\\n", 0],
    ["", 0],
  ])("knows nothing after %j", async (text, code) => {
    expect((await answer(text, code)).gpu).toBeUndefined();
  });

  it("knows nothing where the program is not there", async () => {
    expect(await readGpu(["/gone/nvidia-smi"])).toBeUndefined();
  });
});

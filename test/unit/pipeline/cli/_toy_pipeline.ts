// The real command with toy stages. Usage: _toy_pipeline.ts <folder of data and code> <arguments>
import { main } from "../../../../pipeline/cli/main.ts";
import { pipelineCommand } from "../../../../pipeline/cli/_pipeline_command.ts";
import type { Config } from "../../../../pipeline/config.ts";
import type { Stage } from "../../../../pipeline/stage.ts";

const [folder, ...args] = Deno.args;

const stages: Stage<Config>[] = [
  {
    name: "sum",
    source: import.meta.url,
    inputs: () => [`${folder}/data.txt`],
    params: ({ seed }) => ({ seed }),
    outputs: () => ["sum.txt"],
    async run({ config, path, write, terminal }) {
      const text = await Deno.readTextFile(`${folder}/data.txt`);
      if (text.startsWith("wait")) {
        write("waiting");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      if (text.startsWith("forbidden")) await Deno.readTextFile("/etc/hosts");
      if (text.startsWith("bug")) (undefined as unknown as { a: () => void }).a();
      if (text.startsWith("reject")) {
        Promise.reject(new Error("Lost"));
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }
      const sum = text.trim().split("\n").reduce((a, b) => a + Number(b), config.seed);
      if (Number.isNaN(sum)) throw new RangeError("The sum is not a number. Check the data");
      write(`sum ${sum}${terminal ? " on a terminal" : ""}`);
      await Deno.writeTextFile(path("sum.txt"), String(sum));
    },
  },
  {
    name: "tell",
    source: import.meta.url,
    inputs: () => ["sum.txt"],
    params: () => ({}),
    outputs: () => ["tell.txt"],
    async run({ path }) {
      await Deno.writeTextFile(
        path("tell.txt"),
        `It is ${await Deno.readTextFile(path("sum.txt"))}`,
      );
    },
  },
];

const command = pipelineCommand({
  stages,
  catalogue: {
    recipes: ["toy", "other-toy"],
    defaultRecipe: "toy",
    datasets: ["digits"],
    optimizers: ["adam"],
    params: { "toy": { units: 8 }, "other-toy": {} },
  },
  results: "tell",
  closingLines: async ({ out }, { stages }) => [
    await Deno.readTextFile(`${out}/tell.txt`),
    `${stages.length} stages`,
  ],
});
await main(command, { args, resumable: true });

import type { PipelineEvent } from "../../../pipeline/events.ts";
import type { Stage } from "../../../pipeline/stage.ts";
import { type PipelineResult, type RunOptions, runPipeline } from "../../../pipeline/runner.ts";

/** Options of the toy pipeline: sum numbers, double the sum, tell both. */
export interface ToyConfig {
  /** Absolute path of a file with one number a line. */
  readonly data: string;
  readonly start: number;
  readonly factor: number;
}

/** Three stages in a chain, each with its own module in `folder`, so that its code can change. */
export function toyStages(folder: string): Stage<ToyConfig>[] {
  const source = (name: string) => `file://${folder}/${name}.ts`;
  return [
    {
      name: "sum",
      source: source("sum"),
      inputs: ({ data }) => [data],
      params: ({ start }) => ({ start }),
      outputs: () => ["sum.txt", "parts/count.txt"],
      async run({ config, path, write }) {
        const numbers = (await Deno.readTextFile(config.data)).trim().split("\n").map(Number);
        write(`adding ${numbers.length} numbers`);
        const sum = numbers.reduce((a, b) => a + b, config.start);
        await Deno.writeTextFile(path("sum.txt"), String(sum));
        await Deno.writeTextFile(path("parts/count.txt"), String(numbers.length));
      },
    },
    {
      name: "scale",
      source: source("scale"),
      inputs: () => ["sum.txt"],
      params: ({ factor }) => ({ factor }),
      outputs: () => ["scaled.txt"],
      async run({ config, path }) {
        const sum = Number(await Deno.readTextFile(path("sum.txt")));
        if (Number.isNaN(sum)) throw new RangeError("The sum is not a number. Check the data");
        await Deno.writeTextFile(path("scaled.txt"), String(sum * config.factor));
      },
    },
    {
      name: "tell",
      source: source("tell"),
      inputs: () => ["scaled.txt", "parts/count.txt"],
      params: () => ({}),
      outputs: () => ["tell.txt"],
      async run({ path, seconds }) {
        const scaled = await Deno.readTextFile(path("scaled.txt"));
        await Deno.writeTextFile(path("tell.txt"), `${scaled} ${Object.keys(seconds)}`);
      },
    },
  ];
}

/** A toy pipeline with its data, code and out folder in one temporary folder. */
export class Bench implements AsyncDisposable {
  readonly folder: string;
  stages: Stage<ToyConfig>[];
  config: ToyConfig;

  private constructor(folder: string) {
    this.folder = folder;
    this.stages = toyStages(folder);
    this.config = { data: `${folder}/data.txt`, start: 0, factor: 2 };
  }

  static async create(): Promise<Bench> {
    const bench = new Bench(await Deno.makeTempDir());
    await Deno.writeTextFile(bench.config.data, "1\n2\n3\n");
    for (const { name } of bench.stages) await bench.write(`${name}.ts`, "export {};\n");
    return bench;
  }

  get out(): string {
    return `${this.folder}/out`;
  }

  write(file: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.folder}/${file}`, text);
  }

  read(file: string): Promise<string> {
    return Deno.readTextFile(`${this.folder}/${file}`);
  }

  /** Runs the pipeline; returns `stage: action (reasons)` lines and all events. */
  async run(
    options: Partial<RunOptions<ToyConfig>> = {},
  ): Promise<{ lines: string[]; events: PipelineEvent[]; result: PipelineResult }> {
    const events: PipelineEvent[] = [];
    const { stages, config, out } = this;
    const onEvent = (event: PipelineEvent) => events.push(event);
    const result = await runPipeline({ stages, config, out, onEvent, ...options });
    return { lines: linesOf(events), events, result };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Deno.remove(this.folder, { recursive: true });
  }
}

export function linesOf(events: readonly PipelineEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === "warning") return [`warning: ${event.message}`];
    if (event.kind !== "stage") return [];
    const reasons = event.reasons.length === 0 ? "" : ` (${event.reasons.join(", ")})`;
    return [`${event.stage}: ${event.action}${reasons}`];
  });
}

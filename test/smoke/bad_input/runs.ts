import type { BadInput, Chapter } from "../_bad_input.ts";
import type { Task } from "../_commands.ts";

function row(title: string, task: Task, args: string, message: RegExp): BadInput {
  return { title, task, args, message };
}

const sweep = (title: string, args: string, message: RegExp) =>
  row(title, "sweep", `--recipe mnist-mlp --out {}/out ${args}`, message);

const rows: BadInput[] = [
  sweep("A sweep over nothing", "", /No parameter to vary: give one with its values, such as/),
  sweep(
    "A sweep over an unknown parameter",
    "--param unit1=16",
    /recipe "mnist-mlp" has no parameter "unit1", .*\. Did you mean units1\?/,
  ),
  sweep(
    "A bad value among good ones",
    "--param units1=16,0,32",
    /^Error: Cannot use --param units1=0: expected a whole number from 1\n$/,
  ),
  sweep("A value twice", "--param units1=16,16", /units1=16,16: 16 is there twice\. Give it once/),
  sweep("An empty list", "--param units1=", /units1=: expected a name, "=" and a value/),
  sweep(
    "An option both fixed and varied",
    "--param epochs=1,2 --epochs 3",
    /--param epochs with --epochs 3: expected one of them\. Leave one out/,
  ),
  {
    ...sweep(
      "A point that cannot be trained",
      "--param learning-rate=1e38 --epochs 1 --batch-size 4 --data-dir {}/data",
      /1 of 1 trainings failed\. The same command tries them again\n.*Stage "train" failed/,
    ),
    leaves: ["learning-rate=1e+38", "sweep.csv", "sweep.json", "sweep.svg"],
  },
  {
    ...sweep(
      "Points with data outside the project",
      "--param learning-rate=0.1 --data-dir /elsewhere",
      /permission.*To allow it for this run: .*deno.* run .*--allow-read .*\/pipeline\.ts /,
    ),
    leaves: ["learning-rate=0.1", "sweep.csv", "sweep.json", "sweep.svg"],
  },
  row("An unknown action", "runs", "dif", /Unknown word "dif": .*\. Did you mean diff\?/),
  row("One run to compare", "runs", "diff a", /Cannot compare 1 runs: expected two/),
  {
    ...row(
      "A run that does not exist",
      "runs",
      "diff out ot --runs {}",
      /Unknown run "ot": expected one of out\n/,
    ),
    afterRun: true,
  },
  row("No runs to compare", "runs", "diff a b --runs {}/gone", /"a": ".*gone" holds no runs/),
  {
    ...row(
      "A run that was not finished",
      "runs",
      "diff out out --runs {}",
      /Cannot use run "out": it did not get to its end, so it has no summary\.json\. Complete it/,
    ),
    afterRun: true,
    prepare: (folder) => Deno.remove(`${folder}/out/summary.json`),
  },
  row(
    "Results of no runs",
    "results",
    "--runs {}/gone",
    /gone" holds no runs\. Make one: deno task/,
  ),
  {
    ...row(
      "A page without markers",
      "results",
      "--runs {} --page {}/page.md",
      /Cannot fill section "runs": the line <!-- runs: begin --> is there 0 times, expected once/,
    ),
    afterRun: true,
    prepare: (folder) => Deno.writeTextFile(`${folder}/page.md`, "# Results\n"),
  },
];

export const runs: Chapter = { title: "Sweeps, runs and results", rows };

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { BadInput, Chapter } from "./_bad_input.ts";
import { requirement } from "../_require.ts";
import { denoCommand } from "../../pipeline/cli/task_command.ts";
import { ROOT, run, succeed, workFolder } from "./_commands.ts";
import { writeDigits } from "./_data.ts";
import { data } from "./bad_input/data.ts";
import { folders } from "./bad_input/folders.ts";
import { models } from "./bad_input/models.ts";
import { options } from "./bad_input/options.ts";
import { runs } from "./bad_input/runs.ts";
import { tensorflow } from "./bad_input/tensorflow.ts";
import { web } from "./bad_input/web.ts";

// Whole trainings, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const CHAPTERS: readonly Chapter[] = [data, options, models, folders, runs, web, tensorflow];

const PAGE = `${ROOT}docs/errors.md`;

const HEAD = `# When something goes wrong

What you do, and what is printed. Every command ends with exit code 1, unless said otherwise, and
leaves no half-written file. \`my/\` stands for a folder of yours below the project. The commands of
this page are run by \`test/smoke/bad_input.test.ts\`, which holds the page to what they print
(\`deno task test test/smoke/bad_input -u\` writes it anew).

A run that ends by Ctrl-C prints the command to resume and exits with 130. That command, the same as
before, carries on with the epoch in which it was stopped, after \`kill -9\` too, and the result is
the same to the last bit.
`;

const printed = new Map<BadInput, string>();
let base: Awaited<ReturnType<typeof workFolder>>;

/** Tiny data, and a finished run on it, which rows copy. */
beforeAll(async () => {
  base = await workFolder();
  await writeDigits(`${ROOT}${base.path}/data`, { train: 40, test: 10 });
  const { path } = base;
  const args =
    `--recipe mnist-mlp --epochs 1 --data-dir ${path}/data --out ${path}/out --to report`;
  await succeed("pipeline", args.split(" "));
});
afterAll(() => base[Symbol.asyncDispose]());

for (const { title, rows } of CHAPTERS) {
  describe(title, () => {
    for (const row of rows) {
      const [name, available] = row.needs ?? ["nothing", true];
      requirement(name, available)(row.title, () => check(row));
    }
  });
}

async function check(row: BadInput): Promise<void> {
  await using work = await workFolder();
  const folder = `${ROOT}${work.path}`;
  await copy(`${ROOT}${base.path}/data`, `${folder}/data`);
  if (row.afterRun) await copy(`${ROOT}${base.path}/out`, `${folder}/out`);
  await using _prepared = await row.prepare?.(folder) ?? null;
  const files = () =>
    visible(`${folder}/out`).filter((name) => !(row.shared && name.endsWith(".tmp")));
  const before = files();

  const place = (text: string) => text.replaceAll("{}", work.path);
  const args = place(row.args).split(" ").filter((word) => word !== "");
  const { code, stdout, stderr } = await run(row.task, args, {
    ...row.start,
    wrapper: (row.start?.wrapper ?? []).map(place),
  });

  expect(stderr).toMatch(row.message);
  expect(code).toBe(row.code ?? 1);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stdout).not.toMatch(/error/i);
  expect(files()).toEqual(row.leaves ?? before);
  if (!row.shared) expect(temporary(folder)).toEqual([]);
  printed.set(row, anonymous(stderr, work.path));
}

it("docs/errors.md shows all of it", async () => {
  const page = await Deno.readTextFile(PAGE).catch(() => "");
  const text = [HEAD, ...CHAPTERS.map((chapter) => describeChapter(chapter, page))].join("\n");
  await expect(text).toMatchFileSnapshot(PAGE);
});

function describeChapter({ title, rows }: Chapter, page: string): string {
  return [`## ${title}\n`, ...rows.map((row) => describeRow(row, page))].join("\n");
}

function describeRow(row: BadInput, page: string): string {
  // A row that this machine cannot run stays on the page as it is.
  const text = printed.get(row) ?? outputOn(page, row.title);
  const command = `deno task ${row.task} ${row.args.replaceAll("{}", "my")}`.trimEnd();
  const note = row.code === 0 ? " The exit code is 0." : "";
  return `**${row.title}.**${note}\n\n\`\`\`\n$ ${command}\n${text}\`\`\`\n`;
}

function outputOn(page: string, title: string): string {
  const at = page.indexOf(`**${title}.**`);
  return /\n\$ .*\n([^]*?)```/.exec(page.slice(at))?.[1] ?? "";
}

/** Output without what differs from machine to machine. */
function anonymous(text: string, folder: string): string {
  return text.replaceAll(`${ROOT}${folder}`, "my").replaceAll(folder, "my")
    .replaceAll(denoCommand(), "deno").replace(/process \d+/, "process 4711")
    .replace(/"[0-9a-f]{16}"/g, '"..."')
    // Said when the code is edited while the tests run.
    .replace(/^Warning: .*: its code changed\n/gm, "").replace(/its code changed, /g, "");
}

/** Names in a folder but those with a dot in front; none where there is no folder. */
function visible(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => !name.startsWith(".")).sort();
  } catch {
    return [];
  }
}

/** Temporary files anywhere in a folder. */
function temporary(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? temporary(`${folder}/${name}`)
      : name.endsWith(".tmp")
      ? [`${folder}/${name}`]
      : []
  );
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

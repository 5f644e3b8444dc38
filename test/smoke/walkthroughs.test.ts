import { describe, expect, it, vi } from "vitest";
import { differences, formOf } from "../../pipeline/walkthroughs/compare.ts";
import { toNotebook } from "../../pipeline/walkthroughs/notebook.ts";
import { type Page, parsePage } from "../../pipeline/walkthroughs/page.ts";
import { programsOf } from "../../pipeline/walkthroughs/programs.ts";
import { runPage } from "../../pipeline/walkthroughs/run_page.ts";
import { shorten } from "../../pipeline/walkthroughs/shorten.ts";
import { loadDataset } from "../../src/mod.ts";
import { requirement } from "../_require.ts";
import { ROOT, succeed, workFolder } from "./_commands.ts";

vi.setConfig({ testTimeout: 300_000 });

const FOLDER = `${ROOT}docs/walkthroughs/`;
/** Largest picture that belongs in the repository, in bytes. */
const LARGEST_PICTURE = 60_000;

const PAGES = [
  "convolutional-network",
  "fashion",
  "first-steps",
  "lenet",
  "why-scaling-matters",
  "wide-network",
];

const haveFashion = await loadDataset("fashion-mnist", { download: false })
  .then(() => true, () => false);

async function readPage(name: string): Promise<Page> {
  return parsePage(await Deno.readTextFile(`${FOLDER}${name}.md`));
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function picturesOf({ text }: Page): string[] {
  return [...text.matchAll(/\]\(images\/([^)]+)\)/g)].map(([, name]) => name!).sort();
}

/** Where a page's own pictures and blocks begin with its name. */
function ownPictures(pictures: readonly string[], name: string): string[] {
  return pictures.filter((picture) => picture.startsWith(`${name}-`));
}

describe("the walk-throughs", () => {
  it("are all here", async () => {
    const pages = (await namesIn(FOLDER)).filter((name) => name.endsWith(".md"));
    expect(pages).toEqual(["README.md", ...PAGES.map((name) => `${name}.md`)]);
  });

  it.each([...PAGES, "README"])("%s leads to files that are there", async (name) => {
    const { text } = await readPage(name);
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);
    for (const link of links.filter((target) => !/^https?:/.test(target))) {
      const [path, anchor] = link.split("#");
      const target = path === "" ? text : await Deno.readTextFile(`${FOLDER}${path}`);
      const anchors = [...target.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        title!.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-")
      );
      if (anchor !== undefined) expect(anchors, link).toContain(anchor);
    }
  });

  for (const name of PAGES) {
    const test = name === "fashion" ? requirement("dataset-fashion-mnist", haveFashion) : it;
    test(`${name} runs from top to bottom and prints what it shows`, async () => {
      await using work = await workFolder();
      const folder = `${ROOT}${work.path}`;
      const page = await readPage(name);
      const outputs = await runPage(page, { root: ROOT, folder, short: true });
      expect(differences(page, outputs)).toEqual([]);

      const pictures = await namesIn(`${folder}/images`);
      expect(pictures).toEqual(picturesOf(page));
      expect(ownPictures(pictures, name)).toEqual(pictures);
    });
  }

  it.each(PAGES)("%s has its pictures, small ones", async (name) => {
    for (const picture of picturesOf(await readPage(name))) {
      const svg = await Deno.readTextFile(`${FOLDER}images/${picture}`);
      expect(svg, picture).toMatch(/^<svg [^]*<\/svg>\s*$/);
      expect(svg.length, picture).toBeLessThan(LARGEST_PICTURE);
    }
  });

  it("have no pictures that no page shows", async () => {
    const shown = (await Promise.all(PAGES.map(readPage))).flatMap(picturesOf);
    expect(await namesIn(`${FOLDER}images`)).toEqual(shown.sort());
  });

  it("pass the type check", async () => {
    await using work = await workFolder();
    const paths: string[] = [];
    for (const name of PAGES) {
      const programs = programsOf(await readPage(name), { short: false, token: "" });
      for (const [i, { source }] of programs.entries()) {
        paths.push(`./${name}_${i + 1}.ts`);
        await Deno.writeTextFile(`${ROOT}${work.path}/${paths.at(-1)}`, source);
      }
    }
    // Imported, but not run. `deno check` leaves this folder out.
    const imports = paths.map((path) => `() => import(${JSON.stringify(path)})`);
    await Deno.writeTextFile(
      `${ROOT}${work.path}/all.ts`,
      `export const pages = [${imports.join(", ")}];\n`,
    );
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--check", "--no-prompt", `${work.path}/all.ts`],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    expect(code, new TextDecoder().decode(stderr)).toBe(0);
  });
});

describe("deno task walkthroughs", () => {
  it("runs a page", async () => {
    const { blocks } = await readPage("first-steps");
    const printed = await succeed("walkthroughs", ["docs/walkthroughs/first-steps.md", "--short"]);
    const shown = blocks.flatMap(({ output }) => output === undefined ? [] : [output]);
    expect(formOf(printed.trim())).toBe(
      formOf(["docs/walkthroughs/first-steps.md", ...shown].join("\n")),
    );
  });

  it("writes a page as a notebook", async () => {
    const path = "docs/walkthroughs/lenet.ipynb";
    try {
      expect(await succeed("walkthroughs", ["lenet", "--notebook"])).toBe(`${path}\n`);
      const notebook = JSON.parse(await Deno.readTextFile(`${ROOT}${path}`));
      expect(notebook).toEqual(toNotebook(await readPage("lenet")));
    } finally {
      await Deno.remove(`${ROOT}${path}`).catch(() => {});
    }
  });
});

describe("as notebooks", () => {
  it.each(PAGES)("%s has its blocks as cells, in the form of nbformat 4.5", async (name) => {
    const page = await readPage(name);
    const notebook = toNotebook(page);
    expect(notebook).toMatchObject({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } },
    });
    const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
    expect(code.map(({ source }) => source.join(""))).toEqual(page.blocks.map(({ code }) => code));
    for (const cell of notebook.cells) {
      expect(cell.id).toMatch(/^[\w-]{1,64}$/);
      expect(cell.metadata).toEqual({});
      expect(cell.source.slice(0, -1).every((line) => line.endsWith("\n"))).toBe(true);
      const fields = ["cell_type", "id", "metadata", "source"];
      expect(Object.keys(cell).sort()).toEqual(
        cell.cell_type === "code" ? [...fields, "execution_count", "outputs"].sort() : fields,
      );
    }
    expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
  });

  it.each(PAGES)("%s names Deno's kernel to Jupytext", async (name) => {
    const { frontMatter, blocks, text } = await readPage(name);
    expect(frontMatter).toContain("format_name: markdown");
    expect(frontMatter).toMatch(
      /kernelspec:\n +display_name: Deno\n +language: typescript\n +name: deno$/,
    );
    // The language that Jupytext knows; it takes "ts" for words.
    for (const { line } of blocks) expect(text.split("\n")[line - 1]).toBe("```typescript");
  });

  it("run cell by cell, as Deno's kernel evaluates them", async () => {
    await using work = await workFolder();
    const folder = `${ROOT}${work.path}`;
    const { blocks } = await readPage("convolutional-network");
    for (const [i, { code }] of blocks.entries()) {
      await Deno.writeTextFile(`${folder}/cell_${i}.ts`, shorten(code));
    }
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "repl",
        "-A",
        "--quiet",
        // Without, it links the packages anew, under the feet of the tests beside this one.
        "--node-modules-dir=manual",
        `--eval-file=${blocks.map((_, i) => `cell_${i}.ts`).join()}`,
      ],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const [printed, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    expect([code, errors]).toEqual([0, ""]);
    const shown = blocks.flatMap(({ output }) => output === undefined ? [] : [output]);
    expect(formOf(printed!.trim())).toBe(formOf(shown.join("\n")));
  });
});

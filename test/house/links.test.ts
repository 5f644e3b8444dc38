import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** All pages, from the root. The walk-throughs have a test of their own that runs them, too. */
const PAGES = ["README.md", ...await pagesIn("docs")];

async function pagesIn(folder: string): Promise<string[]> {
  const pages: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${ROOT}${folder}`)) {
    if (isDirectory) pages.push(...await pagesIn(`${folder}/${name}`));
    else if (name.endsWith(".md")) pages.push(`${folder}/${name}`);
  }
  return pages.sort();
}

/** Targets of links and pictures that are no addresses; what stands in code is none. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** What the headings of a page are called in links. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
  );
}

it.each(PAGES)("%s leads to files and headings that are there", async (page) => {
  const text = await Deno.readTextFile(`${ROOT}${page}`);
  const broken: string[] = [];
  for (const link of linksOf(text)) {
    const [path, anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path!);
    const found = await Deno.stat(`${ROOT}${target}`).then(() => true, () => false);
    if (!found) broken.push(link);
    else if (anchor !== undefined) {
      const anchors = anchorsOf(await Deno.readTextFile(`${ROOT}${target}`));
      if (!anchors.includes(anchor)) broken.push(link);
    }
  }
  expect(broken).toEqual([]);
});

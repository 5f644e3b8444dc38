/** A site that tests look at: with a model of handwritten digits, or of clothes. */
export type SiteKind = "digits" | "fashion";

const KINDS = {
  // As the default run, which is taken over where it is there.
  digits: { recipe: "mnist-quick", epochs: "all" },
  // What the page does with its classes needs no good model.
  fashion: { recipe: "fashion-mlp", epochs: "1" },
} as const;

/** Where the tests keep their runs and sites: a run is made once, and anew where its code changed. */
const FOLDER = ".cache/tests";

/**
 * The folder of a built site, made by the pipeline. The first file of a test run that asks for it waits until it
 * is as the code now makes it; the others take it as it is.
 */
export async function builtSite(kind: SiteKind): Promise<string> {
  const site = `${FOLDER}/site-${kind}`;
  await Deno.mkdir(FOLDER, { recursive: true });
  using lock = await Deno.open(`${FOLDER}/${kind}.lock`, { create: true, write: true });
  await lock.lock(true);
  const stamp = `${FOLDER}/${kind}.stamp`;
  if (await isOfThisTestRun(stamp)) return site;
  await build(kind, site);
  await Deno.writeTextFile(stamp, String(Deno.ppid));
  return site;
}

/** Every file of a test run is run by a child of the same process. */
async function isOfThisTestRun(stamp: string): Promise<boolean> {
  try {
    const { mtime } = await Deno.stat(stamp);
    const hour = 3_600_000;
    return await Deno.readTextFile(stamp) === String(Deno.ppid) &&
      Date.now() - mtime!.getTime() < hour;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function build(kind: SiteKind, site: string): Promise<void> {
  const { recipe, epochs } = KINDS[kind];
  const run = `${FOLDER}/${recipe}`;
  if (epochs === "all") await takeOver(`runs/${recipe}`, run);
  // A training that was killed, with code that may have changed since: not to be resumed.
  await Deno.remove(`${run}/checkpoint.bin`).catch(() => {});
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "test/browser/_build_site.ts", recipe, epochs, run, site],
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) throw new Error(`Cannot build ${site}: ${new TextDecoder().decode(stderr)}`);
}

/** Copies a run, so that what did not change since is not made again. */
async function takeOver(run: string, copy: string): Promise<void> {
  if (await exists(`${copy}/pipeline.lock.json`) || !await exists(`${run}/pipeline.lock.json`)) {
    return;
  }
  await Deno.mkdir(copy, { recursive: true });
  for await (const { name, isFile } of Deno.readDir(run)) {
    if (isFile) await Deno.copyFile(`${run}/${name}`, `${copy}/${name}`);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

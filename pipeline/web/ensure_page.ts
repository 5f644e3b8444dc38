import { denoProgram } from "../deno_program.ts";
import { hashPageSources, type PageRecord, readPageRecord } from "./page_record.ts";

/**
 * The page without a model, built anew where its sources changed. Vite needs all permissions, so it runs in a process of
 * its own.
 *
 * @param folder Where the page lies; the caller holds its lock.
 * @param write Takes what is said meanwhile.
 */
export async function ensurePage(
  folder: string,
  write: (text: string) => void,
): Promise<PageRecord> {
  const sources = await hashPageSources();
  const present = await readPageRecord(folder);
  if (present?.sources === sources) {
    write(`${folder}/: the page's sources did not change\n`);
    return present;
  }
  write(`${folder}/: building the page\n`);
  await runBuild(folder);
  const built = await readPageRecord(folder);
  if (built?.sources === sources) return built;
  throw new Error(
    "Cannot build the page: its sources changed meanwhile. Run the same command again",
  );
}

async function runBuild(folder: string): Promise<void> {
  const child = new Deno.Command(denoProgram(), {
    args: ["run", "-A", "pipeline/cli/web_build.ts", "--locked", "--out", folder],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const end = () => child.kill("SIGTERM");
  globalThis.addEventListener("unload", end);
  try {
    const stderr = await new Response(child.stderr).text();
    const { success } = await child.status;
    if (success) return;
    const errors = [...stderr.matchAll(/^Error: (.*)$/gm)].map(([, message]) => message);
    throw new Error(
      `Cannot build the page: ${errors.join(" ") || stderr.trim().split("\n").at(-1)}. ` +
        "See all that it says with deno task web:build; --to report leaves the page out",
    );
  } finally {
    globalThis.removeEventListener("unload", end);
  }
}

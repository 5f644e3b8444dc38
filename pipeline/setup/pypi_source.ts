import { z } from "zod";
import { download, type DownloadProgress } from "../../src/data/mod.ts";
import type { WheelPlatform } from "./platform.ts";
import { compareVersions, satisfies } from "./versions.ts";
import type { Requirement } from "./wheel.ts";
import type { WheelSource } from "./wheel_source.ts";
import { writeChecked } from "./write_checked.ts";

/** PyPI's own address; files come from files.pythonhosted.org. */
const PYPI = "https://pypi.org";

const fileSchema = z.object({
  filename: z.string(),
  url: z.string(),
  size: z.number(),
  yanked: z.boolean().optional(),
  digests: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});
/** The part of PyPI's JSON API that is used, https://docs.pypi.org/api/json/. */
const projectSchema = z.object({ releases: z.record(z.string(), z.array(fileSchema)) });
type PypiFile = z.infer<typeof fileSchema>;

/** How {@linkcode pypiSource} downloads. */
export interface PypiOptions {
  /** Address of the index. @default {"https://pypi.org"} */
  readonly index?: string;
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** PyPI over https, for machines without pip. Each file is checked against PyPI's SHA-256. */
export function pypiSource(
  platform: WheelPlatform,
  { index = PYPI, onProgress }: PypiOptions = {},
): WheelSource {
  return {
    description: new URL(index).host,
    async fetch(requirement, folder) {
      const address = `${index}/pypi/${requirement.name}/json`;
      const file = chooseFile(await readProject(address), requirement, platform, address);
      const path = `${folder}/${file.filename}`;
      const { sha256 } = file.digests;
      await writeChecked(path, download(file.url, { onProgress }), { sha256, size: file.size });
      return path;
    },
  };
}

async function readProject(address: string): Promise<z.infer<typeof projectSchema>> {
  const chunks = await Array.fromAsync(download(address));
  const text = await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
  try {
    return projectSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${address} is not PyPI's description of a package`, { cause: error });
  }
}

/** The newest version's wheel for this machine. */
function chooseFile(
  { releases }: z.infer<typeof projectSchema>,
  { versions }: Requirement,
  platform: WheelPlatform,
  address: string,
): PypiFile {
  const fitting = Object.keys(releases).filter((version) => satisfies(version, versions))
    .sort(compareVersions);
  for (const version of fitting.reverse()) {
    const files = releases[version]!.filter(({ filename, yanked }) =>
      yanked !== true && platform.wheels.test(filename) && !filename.includes("/")
    );
    // The library is the same for every Python.
    const file = files.sort((a, b) => a.filename < b.filename ? -1 : 1).at(-1);
    if (file !== undefined) return file;
  }
  throw new Error(`${address} lists no wheel for this machine of a version ${versions}`);
}

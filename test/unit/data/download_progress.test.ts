import { describe, expect, it } from "vitest";
import { type DownloadProgress, downloadProgress } from "../../../src/data/mod.ts";

const REPORTS: DownloadProgress[] = [
  { source: "a.org", file: "x.gz", received: 1e6, total: 12e6, done: false },
  { source: "a.org", file: "x.gz", received: 1.01e6, total: 12e6, done: false },
  { source: "a.org", file: "x.gz", received: 12e6, total: 12e6, done: false },
  { source: "a.org", file: "x.gz", received: 12e6, total: 12e6, done: true },
  { source: "apt-get", file: "y.deb", received: 0, done: false },
  { source: "apt-get", file: "y.deb", received: 3e6, done: true },
];

function written(isTerminal: boolean): string {
  let text = "";
  const listen = downloadProgress({ write: (part) => text += part, isTerminal });
  for (const report of REPORTS) listen(report);
  return text;
}

describe("downloadProgress", () => {
  it("writes one line a file where lines cannot be rewritten", () => {
    expect(written(false)).toBe(
      "Downloaded x.gz from a.org, 12.0 MB\nDownloaded y.deb from apt-get, 3.0 MB\n",
    );
  });

  it("counts up on a terminal, and leaves nothing of a longer line", () => {
    expect(written(true)).toBe(
      "\rDownloading x.gz from a.org, 1.0 of 12.0 MB" +
        "\rDownloading x.gz from a.org, 12.0 of 12.0 MB" +
        "\rDownloaded x.gz from a.org, 12.0 MB         \n" +
        "\rDownloading y.deb from apt-get, 0.0 MB" +
        "\rDownloaded y.deb from apt-get, 3.0 MB \n",
    );
  });
});

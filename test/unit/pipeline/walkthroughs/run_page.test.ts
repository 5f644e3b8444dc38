import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { differences, formOf } from "../../../../pipeline/walkthroughs/compare.ts";
import { parsePage } from "../../../../pipeline/walkthroughs/page.ts";
import { programsOf } from "../../../../pipeline/walkthroughs/programs.ts";
import { PageError, runPage } from "../../../../pipeline/walkthroughs/run_page.ts";
import { shorten } from "../../../../pipeline/walkthroughs/shorten.ts";
import { PAGE } from "./_page.ts";

const ROOT = decodeURIComponent(new URL("../../../../", import.meta.url).pathname);

let folder: string;
beforeEach(async () => {
  await Deno.mkdir(`${ROOT}runs`, { recursive: true });
  folder = await Deno.makeTempDir({ dir: `${ROOT}runs`, prefix: "test-" });
});
afterEach(() => Deno.remove(folder, { recursive: true }));

describe("shorten", () => {
  it.each([
    ["const epochs = 30; // short: 1", "const epochs = 1;"],
    ["const n = 60_000; // short: 640", "const n = 640;"],
    ["  const list = [1, 2]; // short: [1]", "  const list = [1];"],
    ["a();\nconst n = 2; // short: 1\nb(n); // why", "a();\nconst n = 1;\nb(n); // why"],
    ["const n = 10;", "const n = 10;"],
  ])("%j gives %j", (code, expected) => expect(shorten(code)).toBe(expected));

  it.each(["fit({ epochs: 3 }); // short: 1", "let epochs = 3; // short: 1"])(
    "refuses %j",
    (line) => {
      expect(() => shorten(line)).toThrow(
        new SyntaxError(
          `Cannot shorten "${line}": expected a constant in one line, such as ` +
            `"const epochs = 30; // short: 1"`,
        ),
      );
    },
  );
});

describe("programsOf", () => {
  it("keeps each line of a block at its line of the page", () => {
    const page = parsePage(PAGE);
    const programs = programsOf(page, { short: false, token: "T" });
    expect(programs.map(({ blocks }) => blocks.length)).toEqual([3, 1]);
    const lines = PAGE.split("\n");
    for (const { source, blocks } of programs) {
      const own = source.split("\n");
      for (const { line, code } of blocks) {
        code.split("\n").forEach((text, i) => {
          expect(own[line + i]).toBe(text);
          expect(lines[line + i]).toBe(text);
        });
      }
    }
  });
});

describe("runPage", () => {
  const options = { root: ROOT, short: false };

  it("gives what each block printed, in programs that share a folder", async () => {
    const lines: string[] = [];
    const page = parsePage(PAGE);
    const outputs = await runPage(page, { ...options, folder, onLine: (line) => lines.push(line) });
    expect(outputs.map((output) => output.split("\n").length)).toEqual([1, 60, 1, 1]);
    expect(outputs[0]).toBe("seven is 7");
    expect(outputs[1]).toMatch(/^Epoch 1\/30\nloss: 1.00\n[^]*\nEpoch 30\/30\nloss: 0.03$/);
    expect(outputs.slice(2)).toEqual(["", "read 7"]);
    expect(lines.join("\n")).toBe([outputs[0], outputs[1], outputs[3]].join("\n"));
  });

  it("does less in a short run", async () => {
    const outputs = await runPage(parsePage(PAGE), { ...options, folder, short: true });
    expect(outputs[1]).toBe("Epoch 1/1\nloss: 1.00");
  });

  it("names the line of a block that fails, and of the error", async () => {
    const page = parsePage('# T\n\n```ts\n1;\n```\n\n```ts\n2;\nthrow new Error("oh");\n```\n');
    const error = await runPage(page, { ...options, folder }).catch((error) => error);
    expect(error).toBeInstanceOf(PageError);
    expect(error.message).toMatch(
      /^Cannot run the page: the block in line 7 ended with code 1: [^]*Error: oh[^]*:9:7/,
    );
  });

  it("takes words on standard error for a failure", async () => {
    const page = parsePage('```ts\nconsole.error("careful");\n```\n');
    await expect(runPage(page, { ...options, folder })).rejects.toThrow(
      "Cannot run the page: the block in line 1 printed to standard error: careful",
    );
  });

  it("lets a page write to its folder alone", async () => {
    const page = parsePage('```ts\nawait Deno.writeTextFile("../x.txt", "");\n```\n');
    await expect(runPage(page, { ...options, folder })).rejects.toThrow("NotCapable");
  });

  it("ends with its signal", async () => {
    const page = parsePage("```ts\nawait new Promise((done) => setTimeout(done, 60_000));\n```\n");
    const signal = AbortSignal.timeout(1500);
    await expect(runPage(page, { ...options, folder, signal })).rejects.toThrow(PageError);
  });
});

describe("formOf", () => {
  it.each([
    ["loss 0.1234", "loss 3", true],
    ["loss 0.1234", "loss NaN", true],
    ["loss 1.2e-7", "loss -5", true],
    ["12/12 - 53s - 6ms/step", "1/1 - 3:07 - 724us/step", true],
    ["a   1.0", "a 222.0", true],
    ["──── ──", "── ─────", true],
    ["Epoch 1/1\nloss: 1", "Epoch 1/2\nloss: 1\nEpoch 2/2\nloss: 0.5", true],
    ["16  94 %\n32  96 %", "16  94 %", true],
    ["1,199,882 parameters", "10 parameters", true],
    ["engine onnx, provider cpu", "engine onnx, provider cuda", true],
    ["loss 1", "accuracy 1", false],
    ["7 2 1 0", "7 2 1", false],
    ["a\nb", "a", false],
    ["conv_1 3", "conv_2 3", false],
    ["seen 5", "", false],
  ])("%j and %j alike: %s", (a, b, expected) => {
    expect(formOf(a) === formOf(b)).toBe(expected);
  });
});

describe("differences", () => {
  const page = parsePage(
    "```ts\na;\n```\n\n```text\n1 digit\n```\n\n" +
      "```ts\nconst n = 9; // short: 1\n```\n\n```text\n2 digits\n```\n",
  );

  it.each([
    ["the page's own", ["1 digit", "2 digits"], 0],
    ["another number behind the first mark", ["1 digit", "5 digits"], 0],
    ["another number before it", ["3 digit", "2 digits"], 1],
    ["other words", ["1 digit", "2 fingers"], 1],
    ["nothing", ["", ""], 2],
  ])("finds %s", (_, outputs, count) => expect(differences(page, outputs)).toHaveLength(count));

  it("says where and what", () => {
    expect(differences(page, ["1 digit", "two"])).toEqual([
      "The block in line 9 printed\ntwo\nwhere the page shows\n# digits",
    ]);
  });
});

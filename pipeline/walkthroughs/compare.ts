import type { Page } from "./page.ts";
import { isShortened } from "./shorten.ts";

const NUMBER = /(?<![\p{L}\d_])[-+]?(?:\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?|NaN|Infinity)/giu;
/** Times change their unit with their size: `87ms`, `42s`, `3:07`. */
const CLOCK = /\b\d+(?::\d\d)+\b/g;
const TIME = /#(?:us|ms|s|m|h)\b/g;
/** The machine decides. */
const PROVIDER = /\bprovider \w+/g;
/** Lines of a group that may come again, such as the two of an epoch. */
const LONGEST_GROUP = 3;

/**
 * What an output looks like, whatever its numbers: these are `#`, runs of spaces and of rules are
 * one, and lines or groups of lines that come again, as those of epochs do, are there once.
 */
export function formOf(output: string): string {
  const lines = output.split("\n").map((line) =>
    line.replace(CLOCK, "0s").replace(NUMBER, "#").replace(TIME, "#s").replace(
      PROVIDER,
      "provider #",
    ).replace(/ +/g, " ").replace(
      /─+/g,
      "─",
    ).trim()
  );
  for (let size = 1; size <= LONGEST_GROUP; size++) {
    for (let at = 0; at + 2 * size <= lines.length;) {
      const [group, next] = [lines.slice(at, at + size), lines.slice(at + size, at + 2 * size)];
      if (group.join("\n") === next.join("\n")) lines.splice(at, size);
      else at++;
    }
  }
  return lines.join("\n");
}

/**
 * How the outputs of a short run differ from those that the page shows, one text a block. Up to the
 * first constant that a short run changes they are the same; from there on they have the same form.
 */
export function differences({ blocks }: Page, outputs: readonly string[]): string[] {
  const firstShort = blocks.findIndex(({ code }) => isShortened(code));
  const exact = firstShort < 0 ? blocks.length : firstShort;
  return blocks.flatMap(({ line, output = "" }, i) => {
    const as = i < exact ? (text: string) => text : formOf;
    const [expected, received] = [as(output), as(outputs[i] ?? "")];
    if (expected === received) return [];
    return [`The block in line ${line} printed\n${received}\nwhere the page shows\n${expected}`];
  });
}

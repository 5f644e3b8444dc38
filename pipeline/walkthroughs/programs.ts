import type { CodeBlock, Page } from "./page.ts";
import { shorten } from "./shorten.ts";

/** The first line of a block that begins a program, which knows nothing of the blocks before. */
const OWN_PROGRAM = /^\/\/ \S+\.ts, a program of its own$/m;

/** A module made of blocks of a page. */
export interface Program {
  /** Its source. Each line has the number that it has in the page, so that errors name that. */
  readonly source: string;
  readonly blocks: readonly CodeBlock[];
}

/** How {@linkcode programsOf} writes the modules. */
export interface ProgramOptions {
  /** Whether to take the values of a short run. */
  readonly short: boolean;
  /** Printed before each block's output, in a line with the block's line: it tells them apart. */
  readonly token: string;
}

/**
 * A page's blocks as modules to run one after the other: one, or more where a block begins with a
 * comment such as `// elsewhere.ts, a program of its own`.
 */
export function programsOf({ blocks }: Page, { short, token }: ProgramOptions): Program[] {
  const groups: CodeBlock[][] = [[]];
  for (const block of blocks) {
    if (OWN_PROGRAM.test(block.code.split("\n")[0]!)) groups.push([]);
    groups.at(-1)!.push(block);
  }
  return groups.filter((group) => group.length > 0).map((group) => {
    const lines: string[] = [];
    for (const { line, code } of group) {
      while (lines.length < line - 1) lines.push("");
      lines.push(`console["log"](${JSON.stringify(markerOf(token, line))});`);
      lines.push(...(short ? shorten(code) : code).split("\n"));
    }
    return { source: `${lines.join("\n")}\n`, blocks: group };
  });
}

/** The line that is printed before the block of this line. */
export function markerOf(token: string, line: number): string {
  return `${token} ${line}`;
}

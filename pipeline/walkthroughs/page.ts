/** A block of TypeScript in a page. */
export interface CodeBlock {
  /** Line of the opening fence in the page, 1-based. */
  readonly line: number;
  /** Lines between the fences, without a line end at the end. */
  readonly code: string;
  /** What the page says that it prints; absent where it says nothing. */
  readonly output?: string;
}

/** What stands before, between and behind the blocks, the fences and outputs left out. */
export type Cell =
  | { readonly kind: "markdown"; readonly text: string }
  | { readonly kind: "code"; readonly block: CodeBlock };

/** A Markdown page with blocks of TypeScript. */
export interface Page {
  /** The whole page. */
  readonly text: string;
  /** Lines of the front matter without its `---`; empty where there is none. */
  readonly frontMatter: string;
  /** The page from top to bottom, the front matter left out. */
  readonly cells: readonly Cell[];
  /** The blocks among the cells. */
  readonly blocks: readonly CodeBlock[];
}

/** Fences of code that is run. Jupytext takes the long name alone for a cell. */
const LANGUAGES = ["typescript", "ts"];
/** The fence of what a block prints. */
const OUTPUT = "text";

/** A fenced block, by the indices of its fences. */
interface Fence {
  readonly language: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a page. A block fenced as `text` behind a block of TypeScript, with nothing between them, is
 * what that prints.
 *
 * @throws {SyntaxError} For a fence that is not closed.
 */
export function parsePage(text: string): Page {
  const lines = text.split("\n");
  const body = lines[0] === "---" ? lines.indexOf("---", 1) + 1 : 0;
  const fences = fencesOf(lines, body);
  const cells: Cell[] = [];
  let from = body;
  const markdownUpTo = (end: number) => {
    const markdown = lines.slice(from, end).join("\n").trim();
    if (markdown !== "") cells.push({ kind: "markdown", text: markdown });
  };
  fences.forEach((fence, i) => {
    if (!LANGUAGES.includes(fence.language)) return;
    markdownUpTo(fence.start);
    const output = outputOf(lines, fence, fences[i + 1]);
    const between = ({ start, end }: Fence) => lines.slice(start + 1, end).join("\n");
    const block: CodeBlock = {
      line: fence.start + 1,
      code: between(fence),
      ...(output === undefined ? {} : { output: between(output) }),
    };
    cells.push({ kind: "code", block });
    from = (output ?? fence).end + 1;
  });
  markdownUpTo(lines.length);
  return {
    text,
    frontMatter: lines.slice(1, Math.max(1, body - 1)).join("\n"),
    cells,
    blocks: cells.flatMap((cell) => cell.kind === "code" ? [cell.block] : []),
  };
}

/**
 * The page with other outputs.
 *
 * @param outputs What each block prints; a block that prints nothing gets no output.
 * @throws {RangeError} When there is not one output a block.
 */
export function fillOutputs(page: Page, outputs: readonly string[]): string {
  if (outputs.length !== page.blocks.length) {
    throw new RangeError(
      `Cannot fill ${page.blocks.length} blocks with ${outputs.length} outputs: expected as many`,
    );
  }
  const lines = page.text.split("\n");
  const fences = fencesOf(lines, 0);
  page.blocks.map(({ line }, i) => ({ line, text: outputs[i]! })).reverse().forEach((filled) => {
    const at = fences.findIndex(({ start }) => start === filled.line - 1);
    const output = outputOf(lines, fences[at]!, fences[at + 1]);
    const end = fences[at]!.end + 1;
    const block = filled.text === ""
      ? []
      : ["", `\`\`\`${OUTPUT}`, ...filled.text.split("\n"), "```"];
    lines.splice(end, output === undefined ? 0 : output.end + 1 - end, ...block);
  });
  return lines.join("\n");
}

/** The output of a block: the next one, if it is one of text that follows at once. */
function outputOf(lines: readonly string[], { end }: Fence, next?: Fence): Fence | undefined {
  if (next?.language !== OUTPUT) return undefined;
  return lines.slice(end + 1, next.start).join("").trim() === "" ? next : undefined;
}

function fencesOf(lines: readonly string[], from: number): Fence[] {
  const fences: Fence[] = [];
  for (let start = from; start < lines.length; start++) {
    const [, fence, language = ""] = /^(`{3,})(\w*)/.exec(lines[start]!) ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, start + 1);
    if (end < 0) {
      throw new SyntaxError(
        `Cannot read the page: the fence in line ${start + 1} is not closed. Add a line ${fence}`,
      );
    }
    fences.push({ language, start, end });
    start = end;
  }
  return fences;
}

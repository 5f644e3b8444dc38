import type { Preprocessing } from "../../src/preprocess/mod.ts";

/** The page's words that depend on what a model knows. */
export interface Words {
  readonly heading: string;
  readonly invitation: string;
  /** Names one class in "Which ... is taken for which". */
  readonly one: string;
}

/** Chooses the words: digits are drawn, other characters too, photos are shown. */
export function wordsFor(labels: readonly string[], mode: Preprocessing["mode"]): Words {
  if (mode === "photo") {
    return {
      heading: "Show it a picture",
      invitation: "Drop a picture here",
      one: "class",
    };
  }
  const one = labels.every((label) => /^\d$/.test(label)) ? "digit" : "character";
  return { heading: `Draw a ${one}`, invitation: "Draw here", one };
}

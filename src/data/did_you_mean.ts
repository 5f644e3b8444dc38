/**
 * The entry of `allowed` that `received` was probably meant to be, or `undefined` where none is
 * near. Near is one that less than a third of the letters must be changed for, so that "gpu" is not
 * taken for "cpu"; else one that contains it, if it has three letters or more. Upper and lower case
 * and `_` and `-` count as the same.
 *
 * @example
 * ```ts
 * import { suggest } from "./did_you_mean.ts";
 *
 * const recipes = ["mnist-mlp", "mnist-lenet"];
 * if (suggest("minst_mlp", recipes) !== "mnist-mlp") throw new Error("no suggestion");
 * if (suggest("lenet", recipes) !== "mnist-lenet") throw new Error("no suggestion");
 * ```
 */
export function suggest(received: string, allowed: readonly string[]): string | undefined {
  const wanted = normal(received);
  const ranked = allowed
    .map((name) => ({ name, letters: normal(name), distance: distance(wanted, normal(name)) }))
    .sort((a, b) => a.distance - b.distance);
  const near = ranked.find(({ letters, distance }) => distance <= (letters.length - 1) / 3);
  const around = ranked.find(({ letters }) => wanted.length >= 3 && letters.includes(wanted));
  return (near ?? around)?.name;
}

/** `. Did you mean x?`, or nothing, for the end of an error message. */
export function didYouMean(received: string, allowed: readonly string[]): string {
  const name = suggest(received, allowed);
  return name === undefined ? "" : `. Did you mean ${name}?`;
}

function normal(text: string): string {
  return text.toLowerCase().replaceAll("_", "-");
}

/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
        ? before[j - 2]! + 1
        : Infinity;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/**
 * The entry of `allowed` that `received` was probably meant to be, or `undefined` where none is
 * near: less than a third of its letters would have to change, so that "gpu" is not taken for "cpu".
 */
export function suggest(received: string, allowed: readonly string[]): string | undefined {
  const normal = received.toLowerCase();
  const [best] = allowed
    .map((name) => ({ name, distance: distance(normal, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= (name.length - 1) / 3)
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** `. Did you mean x?`, or nothing, for the end of an error message. */
export function didYouMean(received: string, allowed: readonly string[]): string {
  const name = suggest(received, allowed);
  return name === undefined ? "" : `. Did you mean ${name}?`;
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

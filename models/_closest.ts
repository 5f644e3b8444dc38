/**
 * The candidate that `word` is most likely a slip for, or `undefined` where none is near: one that
 * contains it, else one that at most a third of the letters must be changed for.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().replaceAll("_", "-");
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const containing = ranked.find(({ candidate }) =>
    wanted.length >= 3 && candidate.includes(wanted)
  );
  if (containing !== undefined) return containing.candidate;
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= nearest.candidate.length / 3
    ? nearest.candidate
    : undefined;
}

/** Levenshtein distance: single letters inserted, removed or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

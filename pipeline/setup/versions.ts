/**
 * Whether a released version fulfils comparisons such as `<10.0,>=9.3.0.75` (PEP 440, without its
 * wildcards). Versions with letters, as of previews, fulfil none.
 */
export function satisfies(version: string, comparisons: string): boolean {
  if (!/^\d+(\.\d+)*$/.test(version)) return false;
  return comparisons.split(",").map((part) => part.trim()).filter((part) => part !== "").every(
    (part) => {
      const [, operator, bound] = /^(==|!=|<=|>=|<|>)\s*(\S+)$/.exec(part) ?? [];
      if (operator === undefined || bound === undefined) {
        throw new SyntaxError(
          `Cannot compare versions by "${part}": expected ==, !=, <, <=, > or >=`,
        );
      }
      const order = compareVersions(version, bound);
      if (operator === "==") return order === 0;
      if (operator === "!=") return order !== 0;
      if (order === 0) return operator.endsWith("=");
      return operator.startsWith("<") ? order < 0 : order > 0;
    },
  );
}

/** Below 0 where `a` is the older version, above 0 where it is the newer one. `2.1` is `2.1.0`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A duration as the page shows it, `0.42 ms` or `1.24 s`, in milliseconds. */
export function shownMilliseconds(text: string): number {
  const [, figure, unit] = /^([\d.]+) (ms|s)$/.exec(text.trim()) ?? [];
  if (figure === undefined) throw new SyntaxError(`Cannot read the duration "${text}"`);
  return Number(figure) * (unit === "s" ? 1000 : 1);
}

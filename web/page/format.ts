const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Stands where nothing is known yet. */
export const UNKNOWN = "–";

/** A share of 1 as a percentage, e.g. `99.22 %`. */
export function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** A whole number with thousands separators. */
export function integer(value: number): string {
  return COUNT.format(value);
}

/** A number of bytes as file managers give it, in powers of 1000: `190 kB`, `4.2 MB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 999_500) return `${Math.round(value / 1000)} kB`;
  return `${(value / 1e6).toFixed(1)} MB`;
}

/** Milliseconds: `0.42 ms`, `12.3 ms`, `540 ms`, `1.24 s`. */
export function milliseconds(value: number): string {
  if (value < 9.995) return `${value.toFixed(2)} ms`;
  if (value < 99.95) return `${value.toFixed(1)} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  return `${(value / 1000).toFixed(2)} s`;
}

/** A duration in seconds: `38.9 s`, `4 min 05 s`, `2 h 03 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A difference of probabilities: `7.2e-7`, or `0` where there is none. */
export function difference(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}

const two = (value: number): string => String(value).padStart(2, "0");

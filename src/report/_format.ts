const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A share of 1 as a percentage, e.g. `99.12 %`; `–` for nothing measured. */
export function percent(share: number | null | undefined, digits = 2): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  return `${(share * 100).toFixed(digits)} %`;
}

/** A difference of two shares of 1 in percentage points, e.g. `−0.25`. */
export function points(difference: number): string {
  // Rounded first, so that nothing is shown as -0.00.
  const rounded = Math.round(difference * 1e4) / 100;
  return `${rounded < 0 ? "−" : "+"}${Math.abs(rounded).toFixed(2)}`;
}

/** An integer with thousands separators. */
export function integer(value: number): string {
  return COUNT.format(value);
}

/** A figure with four decimals, with an exponent where that would show nothing. */
export function decimal(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toFixed(4);
}

/** A number of bytes in the unit that suits it, powers of 1024. */
export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  if (value < 1024 ** 2) return `${(value / 1024).toFixed(1)} KiB`;
  if (value < 1024 ** 3) return `${(value / 1024 ** 2).toFixed(1)} MiB`;
  return `${(value / 1024 ** 3).toFixed(2)} GiB`;
}

/** A duration in seconds as a reader would say it: `340 ms`, `12.3 s`, `4 min 05 s`, `2 h 03 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const two = (value: number): string => String(value).padStart(2, "0");

import type { StepLogs } from "./program.ts";

/** How a bar looks: its width in characters, 0 for none, and whether it may use ANSI colours. */
export interface BarStyle {
  readonly width: number;
  readonly color: boolean;
}

/** `" 47/469 ━━━━━━━━━━━━━━━━━━━━ "`; without colour, what is left of the bar is thin. */
export function bar(done: number, steps: number, { width, color }: BarStyle): string {
  const count = `${String(done).padStart(String(steps).length)}/${steps}`;
  const filled = Math.floor(width * done / steps);
  const space = width > 0 ? " " : "";
  if (!color) return `${count} ${"━".repeat(filled)}${"─".repeat(width - filled)}${space}`;
  const full = filled > 0 ? `\x1b[32m${"━".repeat(filled)}\x1b[0m` : "";
  const rest = filled < width ? `\x1b[37m${"━".repeat(width - filled)}\x1b[0m` : "";
  return `\x1b[1m${count}\x1b[0m ${full}${rest}${space}`;
}

/** Seconds as `42s`, `3:07` or `1:02:33`. */
export function duration(seconds: number): string {
  const total = Math.round(seconds);
  if (total < 60) return `${total}s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}:${two(total % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(total % 60)}`;
}

/** Time per step in the unit that suits it: `2s/step`, `6ms/step`, `724us/step`. */
export function perStep(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${seconds.toFixed(0)}s/step`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(0)}ms/step`;
  return `${(seconds * 1e6).toFixed(0)}us/step`;
}

/** ` - accuracy: 0.9651 - loss: 0.1234`, by name; small values in scientific form. */
export function metrics(logs: StepLogs): string {
  return Object.keys(logs).sort().map((name) => ` - ${name}: ${decimal(logs[name]!)}`).join("");
}

function decimal(value: number): string {
  if (value === 0 || Math.abs(value) > 1e-3 || !Number.isFinite(value)) return value.toFixed(4);
  const [mantissa, exponent] = value.toExponential(4).split("e");
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

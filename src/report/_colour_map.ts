/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Cividis, dark blue to yellow, for `share` from 0 to 1: even steps of lightness, the same to
 * colour-blind readers (Nuñez, Anderton and Renslow 2018, https://doi.org/10.1371/journal.pone.0199239).
 * The polynomials are those of d3-scale-chromatic 3.1 (`cividis.js`).
 */
export function sequential(share: number): Rgb {
  const t = Math.min(1, Math.max(0, share));
  return [
    byte(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))),
    byte(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))),
    byte(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))),
  ];
}

/** Okabe and Ito's blue and vermilion, on both sides of a light gray. */
const [NEGATIVE, ZERO, POSITIVE]: readonly Rgb[] = [[0, 114, 178], [245, 245, 245], [213, 94, 0]];

/** Blue for -1, light gray for 0, vermilion for 1. */
export function diverging(value: number): Rgb {
  const t = Math.min(1, Math.abs(value));
  const end = value < 0 ? NEGATIVE! : POSITIVE!;
  return [0, 1, 2].map((i) => byte(ZERO![i]! + (end[i]! - ZERO![i]!) * t)) as unknown as Rgb;
}

/** Whether white text reads better on a colour than black: WCAG 2's relative luminance. */
export function isDark(colour: Rgb): boolean {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! < 0.179;
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

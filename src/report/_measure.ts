const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Widths of DejaVu Sans in em, the widest of the usual system fonts; other fonts leave room. */
const WIDTHS: ReadonlyMap<string, number> = new Map(
  ([
    [0.28, "ijl'"],
    [0.32, "IJ .,:;"],
    [0.4, "ftr/|\\()[]-"],
    [0.56, "scz_–LF"],
    [0.64, "abdeghknopquvxy0123456789PTYS?"],
    [0.7, "ABCERKVXZ"],
    [0.79, "DGHNOQU&+=<>"],
    [0.87, "wM×"],
    [1, "mW%@…—"],
  ] as const).flatMap(([width, characters]) => [...characters].map((c) => [c, width] as const)),
);

/** What a character takes that the table lacks: an accented letter; East Asian and emoji take more. */
const OTHER = 0.8;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u;

/** An upper estimate of a text's width in CSS pixels at `size` pixels. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) width += characterWidth(segment);
  return width * size;
}

/** The text, cut to `width` CSS pixels at a font of `size` pixels; a cut text ends in an ellipsis. */
export function fitText(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = "";
  let used = characterWidth("…");
  for (const { segment } of SEGMENTER.segment(text)) {
    used += characterWidth(segment);
    if (used * size > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

function characterWidth(segment: string): number {
  return WIDTHS.get(segment) ?? (WIDE.test(segment) ? 1.35 : OTHER);
}

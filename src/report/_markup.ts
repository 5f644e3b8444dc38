import { escapeXml } from "./_text.ts";

/** Text that is markup already. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What {@linkcode markup} takes; `undefined` leaves nothing. */
export type Part = string | number | Markup | readonly Markup[] | undefined;

/** Template tag for HTML: whatever is put in is escaped, unless it is markup already. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, next, i) => text + render(parts[i - 1]) + next));
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("\n");
  return escapeXml(String(part));
}

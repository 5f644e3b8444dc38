/**
 * Colours of charts and report. Training blue and validation orange follow Okabe and Ito's palette
 * for colour-blind readers, darkened or lightened to a contrast of at least 4.5 on their surface.
 */
interface Palette {
  /** Behind everything. */
  readonly page: string;
  /** Behind charts and cards. */
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly first: string;
  readonly second: string;
  readonly right: string;
  readonly wrong: string;
}

const LIGHT: Palette = {
  page: "#f3f5f8",
  surface: "#ffffff",
  ink: "#1c2128",
  muted: "#57606a",
  rule: "#d5dbe1",
  first: "#006ba6",
  second: "#b34700",
  right: "#1a7f37",
  wrong: "#c4161c",
};

const DARK: Palette = {
  page: "#0d1117",
  surface: "#161b22",
  ink: "#e6edf3",
  muted: "#9aa4af",
  rule: "#363d47",
  first: "#58b4f0",
  second: "#f0a030",
  right: "#4ac26b",
  wrong: "#ff7b72",
};

/** System fonts; a report loads nothing. */
export const FONT = `system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif`;

/** CSS that sets the palette's variables on `selector`, light by default and dark where it is asked for. */
export function themeCss(selector: string): string {
  return `${selector}{color-scheme:light dark;${variables(LIGHT)}}` +
    `@media(prefers-color-scheme:dark){${selector}{${variables(DARK)}}}`;
}

function variables(palette: Palette): string {
  return Object.entries(palette).map(([name, colour]) => `--${name}:${colour}`).join(";");
}

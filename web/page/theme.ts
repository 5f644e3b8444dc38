import { recall, remember } from "./settings.ts";

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

const NAMES: Readonly<Record<Theme, string>> = { system: "System", light: "Light", dark: "Dark" };

/** Where the choice is remembered; the script in `index.html` reads it before the first paint. */
const KEY = "theme";

/** The theme that a text names, `"system"` where it names none. */
export function parseTheme(text: string | undefined): Theme {
  return THEMES.find((theme) => theme === text) ?? "system";
}

/** What comes after a theme when its button is pressed: the other one of what is seen first. */
export function nextTheme(theme: Theme, systemIsDark: boolean): Theme {
  const order: readonly Theme[] = systemIsDark
    ? ["system", "light", "dark"]
    : ["system", "dark", "light"];
  return order[(order.indexOf(theme) + 1) % order.length]!;
}

/**
 * Makes a button go through the themes.
 *
 * @param changed Hears when the page's colours change, by the button or by the system.
 */
export function useTheme(button: HTMLButtonElement, changed: () => void): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let theme = parseTheme(recall(KEY));
  const show = () => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = NAMES[theme];
    button.ariaLabel = `Theme: ${theme}`;
    changed();
  };
  button.addEventListener("click", () => {
    theme = nextTheme(theme, dark.matches);
    remember(KEY, theme === "system" ? undefined : theme);
    show();
  });
  dark.addEventListener("change", show);
  show();
}

import type { Classifier, Prediction } from "../../kit/mod.ts";
import type { Manifest } from "../../manifest/mod.ts";
import { TeachPanel } from "./teach_panel.ts";

/** What the panel needs of the page. */
export interface TeachOptions {
  readonly manifest: Manifest;
  /** The folder of the manifest. */
  readonly baseUrl: URL;
  /** The shipped model; it may have been disposed of. */
  readonly classifier: Pick<Classifier, "bytes" | "labels" | "preprocessing">;
  /** What runs the page's model now. */
  provider(): Classifier["provider"];
  /** What the model says to what lies on the sheet; `undefined` where that is empty. */
  currentDrawing(): Prediction | undefined;
  /** Makes the page use another model file. */
  useModel(bytes: Uint8Array): Promise<void>;
  /** Has the listener called whenever {@linkcode TeachOptions.currentDrawing} may have changed. */
  onDrawn(listener: () => void): void;
}

/**
 * Fills the page's section for teaching; hides it where the model cannot be taught.
 *
 * Tests rely on `.teach-class[data-label]` (the class buttons), `.teach-list li` (corrected drawings), `#teach-start`,
 * `#teach-undo`, `#teach-download`, `#teach-status`, `.teach-result`, and `data-state` of the section:
 * `shipped`, `busy` or `taught`.
 */
export function mountTeach(section: HTMLElement, options: TeachOptions): void {
  const { teach } = options.manifest;
  section.hidden = teach === undefined;
  if (teach !== undefined) new TeachPanel(section, options, teach);
}

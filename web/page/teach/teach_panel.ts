import type { TeachFiles } from "../../manifest/mod.ts";
import type { Lesson, LessonProgress, Teacher } from "../../teach/mod.ts";
import { make } from "../elements.ts";
import { ClassChoice } from "./class_choice.ts";
import { Corrections } from "./corrections.ts";
import { LessonResult } from "./lesson_result.ts";
import { describeLesson, PHASES, shareOf } from "./lesson_text.ts";
import type { TeachOptions } from "./mount_teach.ts";
import { openTeacher } from "./open_teacher.ts";

/** The panel's state: the page has the shipped model, a lesson is under way, the page has a taught model. */
type State = "shipped" | "busy" | "taught";

/** A teacher and what runs it. */
interface OpenTeacher {
  readonly provider: ReturnType<TeachOptions["provider"]>;
  readonly teacher: Promise<Teacher>;
}

/** The panel: correct drawings, teach, see what it cost, undo, download. */
export class TeachPanel {
  readonly #section: HTMLElement;
  readonly #options: TeachOptions;
  readonly #files: TeachFiles;
  readonly #choice: ClassChoice;
  readonly #corrections: Corrections;
  readonly #result = new LessonResult();
  readonly #teach = action("teach-start", "Teach it", () => this.#run(() => this.#lessonNow()));
  readonly #undo = action("teach-undo", "Undo", () => this.#run(() => this.#back()));
  readonly #download = action("teach-download", "Download .onnx", () => this.#save());
  readonly #status = make("p", "teach-status");
  readonly #bar = make("progress", "teach-progress");
  #open: OpenTeacher | undefined;
  #lesson: Lesson | undefined;

  constructor(section: HTMLElement, options: TeachOptions, files: TeachFiles) {
    this.#section = section;
    this.#options = options;
    this.#files = files;
    const { labels, preprocessing } = options.classifier;
    this.#choice = new ClassChoice(labels, (label) => this.#correct(label));
    this.#corrections = new Corrections(labels, preprocessing, () => this.#removed());
    this.#status.id = "teach-status";
    this.#status.role = "status";
    this.#bar.ariaLabel = "Teaching";
    this.#bar.max = 1;
    this.#build();
    this.#state = "shipped";
    this.#status.textContent = "Correct a few drawings of the same class, then teach.";
    options.onDrawn(() => this.#show());
  }

  #build(): void {
    this.#section.replaceChildren(
      make("h2", "", "Teach it"),
      make(
        "p",
        "muted",
        "Does it misread your hand? Say what each drawing really is. The model's last layers are then " +
          "trained on them here, in your browser, among stored images that keep it from forgetting.",
      ),
      make(
        "div",
        "teach-columns",
        make("div", "", this.#choice.element, this.#corrections.element),
        make(
          "div",
          "",
          make("div", "teach-actions", this.#teach, this.#undo, this.#download),
          this.#bar,
          this.#status,
          this.#result.element,
        ),
      ),
    );
  }

  get #state(): State {
    return this.#section.dataset.state as State;
  }

  set #state(state: State) {
    this.#section.dataset.state = state;
    this.#bar.style.visibility = state === "busy" ? "visible" : "hidden";
    this.#show();
  }

  /** Shows what can be done now. */
  #show(): void {
    const drawing = this.#options.currentDrawing();
    this.#choice.enabled = drawing !== undefined;
    this.#choice.mark(drawing?.index);
    allow(this.#teach, this.#state !== "busy" && this.#corrections.drawings.length > 0);
    allow(this.#undo, this.#state === "taught");
    allow(this.#download, this.#state === "taught");
  }

  /** A drawing was taken out; with the last one goes the button that had the focus. */
  #removed(): void {
    this.#show();
    if (this.#corrections.drawings.length === 0) this.#teach.focus();
  }

  #correct(label: number): void {
    const drawing = this.#options.currentDrawing();
    if (drawing === undefined) return;
    this.#corrections.add({ input: drawing.input, label });
    // The lesson under way goes on with its drawings, its teacher and its status line.
    if (this.#state === "busy") return;
    const { length } = this.#corrections.drawings;
    this.#status.textContent = `${length === 1 ? "1 drawing" : `${length} drawings`} to teach, ` +
      `the last as ${this.#options.classifier.labels[label]}.`;
    this.#show();
    // Ready by the time that the visitor has drawn the others. A failure shows when it is needed.
    this.#teacher().then((teacher) => teacher.prepare()).catch(() => {});
  }

  /** The teacher for what runs the page's model now. */
  #teacher(): Promise<Teacher> {
    const provider = this.#options.provider();
    if (this.#open?.provider !== provider) {
      this.#open?.teacher.then((teacher) => teacher.dispose()).catch(() => {});
      const { baseUrl, classifier: { bytes } } = this.#options;
      const teacher = openTeacher({ baseUrl, files: this.#files, model: bytes, provider });
      const open = { provider, teacher };
      this.#open = open;
      // The next try begins anew.
      teacher.catch(() => {
        if (this.#open === open) this.#open = undefined;
      });
    }
    return this.#open!.teacher;
  }

  /** Does something with the page's model, one at a time. */
  async #run(work: () => Promise<State>): Promise<void> {
    const before = this.#state;
    this.#state = "busy";
    try {
      this.#state = await work();
    } catch (error) {
      this.#status.textContent = `${(error as Error).message}.`;
      this.#state = before;
    }
  }

  async #lessonNow(): Promise<State> {
    this.#progress({ phase: "prepare", done: 0, total: 1 });
    const teacher = await this.#teacher();
    const lesson = await teacher.teach(this.#corrections.drawings, {
      onProgress: (progress) => this.#progress(progress),
    });
    await this.#options.useModel(lesson.bytes);
    this.#lesson = lesson;
    this.#result.show(lesson);
    this.#status.textContent = describeLesson(lesson);
    return "taught";
  }

  #progress(progress: LessonProgress): void {
    this.#bar.value = shareOf(progress);
    const text = `${PHASES[progress.phase]} …`;
    // A screen reader says each change.
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }

  async #back(): Promise<State> {
    this.#bar.removeAttribute("value");
    await this.#options.useModel(this.#options.classifier.bytes);
    this.#lesson = undefined;
    this.#result.show(undefined);
    this.#status.textContent = "The shipped model is back. Your drawings are still here.";
    return "shipped";
  }

  #save(): void {
    if (this.#lesson === undefined) return;
    const url = URL.createObjectURL(new Blob([this.#lesson.bytes]));
    const link = make("a", "");
    link.href = url;
    link.download = `${this.#options.manifest.card.recipe}-taught.onnx`;
    link.click();
    // Some browsers read it after the click.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}

/** A button that does nothing while it is not allowed, and keeps the focus. */
function action(id: string, text: string, act: () => void): HTMLButtonElement {
  const button = make("button", "", text);
  button.type = "button";
  button.id = id;
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") act();
  });
  return button;
}

function allow(button: HTMLButtonElement, allowed: boolean): void {
  button.ariaDisabled = String(!allowed);
}

/**
 * The page: draw, and see what the model reads. `index.html` lists the ids that code and tests rely
 * on.
 *
 * @module
 */
import type { Classifier } from "../kit/mod.ts";
import type { Sample } from "../manifest/mod.ts";
import { Announcer } from "./announcer.ts";
import { Board, type Content } from "./board.ts";
import { showCard } from "./card.ts";
import { useDrawingTools } from "./drawing_tools.ts";
import { byId, make } from "./elements.ts";
import { showEmbed } from "./embed.ts";
import { ErrorPanel } from "./error_panel.ts";
import { Facts } from "./facts.ts";
import { decodePicture, usePictures } from "./image_input.ts";
import { providerName } from "./load_text.ts";
import { ModelHost } from "./model_host.ts";
import { showPictures } from "./pictures.ts";
import { PredictionView } from "./prediction_view.ts";
import { ProviderChoice } from "./provider_choice.ts";
import { Reader } from "./reader.ts";
import { fillSamples } from "./samples.ts";
import { loadSamples, loadSite } from "./site.ts";
import { StatusLine } from "./status_line.ts";
import { mountTeach } from "./teach/mod.ts";
import { useTheme } from "./theme.ts";
import { wordsFor } from "./words.ts";

const SITE = new URL(".", document.baseURI);

const announcer = new Announcer();
const view = new PredictionView(announcer);
const facts = new Facts();
const status = new StatusLine();
const errors = new ErrorPanel(() => void load());
const notice = byId("notice", HTMLElement);
const canvas = byId("draw-canvas", HTMLCanvasElement);
let host: ModelHost | undefined;

const reader = new Reader({
  classifier: () => host?.classifier,
  drawing: () => board.read(),
  read(prediction, { kind }) {
    view.show(prediction);
    // A test image is prepared already: its time is that of the model alone.
    if (kind !== "sample") facts.add(prediction.milliseconds);
  },
  unreadable(error) {
    view.show(undefined);
    notice.textContent = `${error.message}.`;
  },
  failed(error) {
    view.show(undefined);
    notice.textContent = `The model failed: ${(error as Error).message}. ` +
      'Choose under "In this browser" what else it shall run on, or load the page again.';
  },
});
const board = new Board(canvas, contentChanged);
const choice = new ProviderChoice(() => void load());

useDrawingTools(canvas, board, announcer);
useTheme(byId("theme", HTMLButtonElement), () => board.repaint());
usePictures(byId("image-file", HTMLInputElement), byId("sheet", HTMLElement), openPicture);
showEmbed(SITE);
void load();

/** Loads the model on what is chosen; as long as there is none, all that the page needs. */
async function load(): Promise<void> {
  errors.hide();
  choice.busy = true;
  await (host?.classifier === undefined ? open() : change(host));
  choice.busy = false;
}

/** Loads all that the page needs, the model at the same time as what is shown beside it. */
async function open(): Promise<void> {
  try {
    const site = await loadSite(new URL("model/", SITE));
    const modelUrl = new URL(site.manifest.model.file, site.folder);
    showCard(site.manifest);
    host = new ModelHost(modelUrl, {
      progress: (progress) => status.progress(progress),
      ready: modelReady,
      idle: () => reader.idle(),
    });
    const charts = showPictures(site);
    const samples = loadSamples(site);
    // Reported once the model is there.
    samples.catch(() => {});
    await host.load(choice.value);
    mountTeach(byId("teach", HTMLElement), {
      manifest: site.manifest,
      baseUrl: site.folder,
      classifier: host.classifier!,
      provider: () => host!.classifier!.provider,
      currentDrawing: () => view.shown,
      useModel: (bytes) => host!.load(choice.value, bytes),
      onDrawn: (listener) => view.onShown(listener),
    });
    await Promise.all([charts, showSamples(samples)]);
    document.documentElement.dataset.ready = "true";
  } catch (error) {
    status.say("Not ready");
    errors.show(error);
  }
}

/** Lets the model that the page has, shipped or taught, run on what is chosen. */
async function change(host: ModelHost): Promise<void> {
  try {
    await host.load(choice.value);
  } catch (error) {
    // The model from before still reads.
    facts.note(`${(error as Error).message}.`);
    sayReady(host.classifier!);
  }
}

function modelReady(classifier: Classifier): void {
  const { heading, invitation, one } = wordsFor(classifier.labels, classifier.preprocessing.mode);
  byId("heading", HTMLElement).textContent = document.title = heading;
  byId("invitation", HTMLElement).textContent = invitation;
  byId("stage", HTMLElement).dataset.mode = classifier.preprocessing.mode;
  byId("confusion-title", HTMLElement).textContent = `Which ${one} is taken for which`;
  view.setModel(classifier);
  facts.show(classifier);
  sayReady(classifier);
  notice.textContent = "";
  reader.again();
}

function sayReady({ provider }: Classifier): void {
  status.say(`Ready, on ${providerName(provider)}. What you draw stays in this browser.`);
}

function contentChanged({ kind }: Content): void {
  canvas.dataset.content = kind;
  notice.textContent = "";
  if (kind === "drawing") return reader.submit({ kind });
  reader.stop();
  if (kind === "empty") view.show(undefined);
}

async function openPicture(file: File): Promise<void> {
  try {
    const picture = await decodePicture(file);
    board.show(picture);
    reader.submit({ kind: "picture", picture });
  } catch (error) {
    notice.textContent = `${(error as Error).message}.`;
  }
}

async function showSamples(samples: Promise<readonly Sample[]>): Promise<void> {
  const { labels, preprocessing } = host!.classifier!;
  const right = byId("samples-right", HTMLElement);
  const wrong = byId("samples-wrong", HTMLElement);
  try {
    fillSamples({ right, wrong }, await samples, labels, preprocessing, (sample, picture) => {
      board.show(picture);
      reader.submit({ kind: "sample", sample });
    });
  } catch (error) {
    right.replaceChildren(make("li", "notice", `${(error as Error).message}.`));
  }
  // Nobody draws a shoe to begin with.
  if (preprocessing.mode === "photo" && board.content.kind === "empty") {
    right.querySelector("button")?.click();
  }
}

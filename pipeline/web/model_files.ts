import type { Card, Manifest, Sample, SiteFile } from "../../web/manifest/mod.ts";
import type { Summary } from "../facts.ts";
import type { VariantFacts } from "../variants.ts";
import { hashedName } from "./hashed_name.ts";
import type { TeachPacks } from "./teach_files.ts";

/** The model's name for other pages, without a hash. */
const MODEL = "model.onnx";

/** What the page shows of a run. */
export interface ModelParts {
  readonly summary: Summary;
  /** The recipe's title. */
  readonly title: string;
  /** Images in the training set. */
  readonly trainImages: number;
  readonly variants: VariantFacts["variants"];
  /** The variant that is shipped. */
  readonly model: Uint8Array;
  readonly pictures: { readonly confusion: string; readonly history: string };
  readonly samples: readonly Sample[];
  /** Absent: the model cannot be taught. */
  readonly teach?: TeachPacks & { readonly step: Uint8Array };
}

/** The files of the site's folder `model/`, `manifest.json` among them. */
export function modelFiles(parts: ModelParts): {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
} {
  const files = new Map<string, Uint8Array>();
  const add = (name: string, content: Uint8Array | string): SiteFile => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const file = hashedName(name, bytes);
    files.set(file, bytes);
    return { file, bytes: bytes.length };
  };
  const { kind } = shippedOf(parts.variants);
  const { pictures, teach } = parts;
  const manifest: Manifest = {
    model: { ...add(MODEL, parts.model), kind },
    card: cardOf(parts),
    pictures: {
      confusion: add("confusion.svg", pictures.confusion),
      history: add("history.svg", pictures.history),
    },
    samples: add("samples.json", JSON.stringify(parts.samples)),
    ...(teach === undefined ? {} : {
      teach: {
        step: add("teach_step.onnx", teach.step),
        stored: add("stored.pack", teach.stored),
        heldBack: add("held_back.pack", teach.heldBack),
      },
    }),
  };
  // For pages that link to the model: the name that holds a hash is gone with the next run.
  files.set(MODEL, parts.model);
  files.set("manifest.json", new TextEncoder().encode(JSON.stringify(manifest, null, 2)));
  return { manifest, files };
}

/** The variant that the page ships. */
export function shippedOf(variants: ModelParts["variants"]): ModelParts["variants"][number] {
  return variants.find(({ shipped }) => shipped)!;
}

function cardOf({ summary, title, trainImages, variants }: ModelParts): Card {
  return {
    recipe: summary.recipe,
    title,
    dataset: summary.data.name,
    accuracy: shippedOf(variants).accuracy,
    testImages: summary.test.images,
    trainImages,
    parameters: summary.model.parameters,
    epochs: summary.train.epochs,
    trainingSeconds: summary.train.seconds,
    machine: summary.machine,
    date: summary.date.slice(0, 10),
    variants: variants.map(({ kind, bytes, accuracy, maxDifference, shipped }) => ({
      kind,
      bytes,
      accuracy,
      maxDifference,
      shipped,
    })),
  };
}

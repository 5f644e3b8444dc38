import type { Card, Manifest, VariantKind } from "../manifest/mod.ts";
import { byId, make } from "./elements.ts";
import { bytes, difference, duration, integer, percent } from "./format.ts";

const FORMS: Readonly<Record<VariantKind, string>> = {
  fp32: "float32",
  fp16: "float16",
  int8: "int8",
};

/** Fills in what is known of the model before it runs. */
export function showCard({ card, model }: Manifest): void {
  const texts: Readonly<Record<string, string>> = {
    recipe: `${card.title} (recipe ${card.recipe}, data ${card.dataset})`,
    accuracy: percent(card.accuracy),
    "test-images": integer(card.testImages),
    "train-images": integer(card.trainImages),
    parameters: integer(card.parameters),
    file: `${bytes(model.bytes)}, ${FORMS[model.kind]}`,
    training: `${duration(card.trainingSeconds)}, ${card.epochs} ${
      card.epochs === 1 ? "epoch" : "epochs"
    }`,
    machine: card.machine,
    date: card.date,
  };
  for (const [name, text] of Object.entries(texts)) {
    byId(`card-${name}`, HTMLElement).textContent = text;
  }
  byId("card-variants", HTMLElement).replaceChildren(...variantRows(card));
  byId("lede", HTMLElement).textContent = lede(card, model.bytes);
}

/** The page's promise in figures. */
export function lede(
  card: Pick<Card, "trainingSeconds" | "accuracy" | "testImages">,
  size: number,
): string {
  return `A network of ${bytes(size)}, trained in ${duration(card.trainingSeconds)}, right on ` +
    `${percent(card.accuracy)} of ${
      integer(card.testImages)
    } test images. It runs in your browser.`;
}

function variantRows({ variants }: Card): HTMLElement[] {
  return variants.map(({ kind, bytes: size, accuracy, maxDifference, shipped }) => {
    const name = make("th", "", FORMS[kind]);
    name.scope = "row";
    if (shipped) name.append(" ", make("span", "tag", "used here"));
    return make(
      "tr",
      "",
      name,
      make("td", "", bytes(size)),
      make("td", "", percent(accuracy)),
      make("td", "", kind === "fp32" ? "" : difference(maxDifference)),
    );
  });
}

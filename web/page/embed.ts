import { byId } from "./elements.ts";

/** The shipped model under a name that stays when the page is built anew. */
const MODEL = "model/model.onnx";

/** The three lines that bring the model to another page. */
export function embedCode(site: URL): string {
  const modelUrl = new URL(MODEL, site);
  return [
    `import { createClassifier } from "${new URL("kit/classifier.js", site)}";`,
    `const classifier = await createClassifier({ modelUrl: "${modelUrl}" });`,
    `const { label, probability } = await classifier.classify(document.querySelector("canvas"));`,
  ].join("\n");
}

/** Shows the lines for this site's address, to copy. */
export function showEmbed(site: URL): void {
  const code = byId("embed-code", HTMLElement);
  const button = byId("embed-copy", HTMLButtonElement);
  code.textContent = embedCode(site);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      // Not every page may write to the clipboard; what is selected can be copied by hand.
      getSelection()?.selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => button.textContent = "Copy", 2000);
  });
}

import { byId } from "./elements.ts";

/** The three lines that bring the model to another page. */
export function embedCode(site: URL, modelUrl: URL): string {
  return [
    `import { createClassifier } from "${new URL("kit/classifier.js", site)}";`,
    `const classifier = await createClassifier({ modelUrl: "${modelUrl}" });`,
    `const { label, probability } = await classifier.classify(document.querySelector("canvas"));`,
  ].join("\n");
}

/** Shows the lines for this site's address, to copy. */
export function showEmbed(site: URL, modelUrl: URL): void {
  const code = byId("embed-code", HTMLElement);
  const button = byId("embed-copy", HTMLButtonElement);
  code.textContent = embedCode(site, modelUrl);
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

/** A picture that cannot be read. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/**
 * Decodes a file to a picture, turned as its EXIF says. It keeps its size: preprocessing makes it
 * smaller, in the page as elsewhere.
 *
 * @throws {PictureError} When the file is no image that the browser can read.
 */
export async function decodePicture(file: Blob): Promise<ImageBitmap> {
  const name = file instanceof File && file.name !== "" ? `"${file.name}"` : "the picture";
  if (file.type !== "" && !file.type.startsWith("image/")) {
    throw new PictureError(
      `Cannot open ${name}: it is of type ${file.type}. Choose an image, such as PNG, JPEG or WebP`,
    );
  }
  try {
    return await createImageBitmap(file);
  } catch (error) {
    throw new PictureError(
      `Cannot open ${name}: the browser cannot read its ${file.size} bytes as an image ` +
        `(${file.type || "of unknown type"}). Choose a PNG, JPEG or WebP image that is whole`,
      { cause: error },
    );
  }
}

/** The first image among what was dropped or pasted, else the first file, else `undefined`. */
export function fileOf(data: DataTransfer | null): File | undefined {
  const files = [...data?.files ?? []];
  return files.find(({ type }) => type.startsWith("image/")) ?? files[0];
}

/**
 * Takes pictures in: chosen with the input, dropped anywhere on the page, or pasted.
 *
 * @param zone Wears the class "dropping" while a file is dragged over the page.
 */
export function usePictures(
  input: HTMLInputElement,
  zone: HTMLElement,
  take: (file: File) => void,
): void {
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // So that choosing the same file again is a change.
    input.value = "";
    if (file !== undefined) take(file);
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    const file = fileOf(clipboardData);
    if (file !== undefined) take(file);
  });
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("dropping");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) zone.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    zone.classList.remove("dropping");
    const file = fileOf(event.dataTransfer);
    if (file === undefined) return;
    event.preventDefault();
    take(file);
  });
}

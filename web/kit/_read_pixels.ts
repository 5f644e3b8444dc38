import type { RgbaImage } from "../../src/preprocess/mod.ts";
import type { ImageInput } from "./classifier.ts";

/** @throws {TypeError} When the image cannot be read, or comes from another origin that does not allow it. */
export async function readPixels(image: ImageInput): Promise<RgbaImage> {
  if (image instanceof Blob) return await readBlob(image);
  if (!isDrawable(image)) return image;
  if (image instanceof HTMLCanvasElement) {
    // Its own context knows the pixels already, unless it draws in 3D.
    const context = image.getContext("2d", { willReadFrequently: true });
    if (context !== null && image.width > 0 && image.height > 0) {
      return pixelsOf(context, image.width, image.height);
    }
  }
  return draw(image);
}

type Drawable = HTMLCanvasElement | ImageBitmap | HTMLImageElement;

function isDrawable(image: Exclude<ImageInput, Blob>): image is Drawable {
  return !(image instanceof ImageData);
}

/** @throws {TypeError} When the file is no image that the browser knows. */
export async function decodeImage(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch (error) {
    throw new TypeError(
      `Cannot read the file as an image (${blob.type || "unknown type"}, ${blob.size} bytes). ` +
        "Use a PNG, JPEG, WebP or GIF",
      { cause: error },
    );
  }
}

async function readBlob(blob: Blob): Promise<RgbaImage> {
  const bitmap = await decodeImage(blob);
  try {
    return draw(bitmap);
  } finally {
    bitmap.close();
  }
}

function draw(image: Drawable): RgbaImage {
  const width = image instanceof HTMLImageElement ? image.naturalWidth : image.width;
  const height = image instanceof HTMLImageElement ? image.naturalHeight : image.height;
  if (width === 0 || height === 0) {
    throw new TypeError(
      `Cannot read an image of ${width} x ${height} pixels. Wait until it has loaded, and give an SVG a size`,
    );
  }
  const context = new OffscreenCanvas(width, height).getContext("2d", {
    willReadFrequently: true,
  })!;
  context.drawImage(image, 0, 0);
  return pixelsOf(context, width, height);
}

function pixelsOf(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
): RgbaImage {
  try {
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    if ((error as Error).name !== "SecurityError") throw error;
    throw new TypeError(
      "Cannot read an image of another origin without CORS. Have its server send Access-Control-Allow-Origin, and " +
        'load it with crossorigin="anonymous"',
      { cause: error },
    );
  }
}

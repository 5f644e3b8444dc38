import { describe, expect, it } from "vitest";
import { encodePng } from "../../../../src/data/mod.ts";
import { decodePicture, PictureError } from "../../../../web/page/image_input.ts";

describe("decodePicture", () => {
  it("leaves a large photo its size, so that only preprocessing makes it smaller", async () => {
    const [width, height] = [1300, 700];
    const data = new Uint8Array(width * height).fill(200);
    const png = encodePng({ width, height, channels: 1, data }) as Uint8Array<ArrayBuffer>;
    const picture = await decodePicture(new File([png], "photo.png", { type: "image/png" }));
    expect([picture.width, picture.height]).toEqual([width, height]);
  });

  it.each([
    ["text/plain", "it is of type text/plain"],
    ["image/png", "the browser cannot read its 4 bytes as an image"],
  ])("says what is wrong with a file of type %s that is no image", async (type, message) => {
    const error = await decodePicture(new File(["five"], "five.png", { type }))
      .catch((error) => error);
    expect(error).toBeInstanceOf(PictureError);
    expect(error.message).toContain('Cannot open "five.png"');
    expect(error.message).toContain(message);
  });
});

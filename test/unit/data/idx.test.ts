import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DataError, parseIdx, readIdx } from "../../../src/data/mod.ts";
import { errorOf, folderWith, idx, temporaryFolder, utf8 } from "./_fixtures.ts";

const HTML = "<!DOCTYPE html>\n<html><head><title>503 Service Unavailable</title></head></html>";

describe("parseIdx", () => {
  it.each([
    [[3]],
    [[2, 3, 4]],
    [[2, 3, 4, 3]],
    [[0, 28, 28]],
  ])("reads the shape %j", (shape) => {
    const bytes = idx(shape);
    const array = parseIdx(bytes, "file");
    expect(array.shape).toEqual(shape);
    expect(array.data).toEqual(bytes.slice(4 + 4 * shape.length));
  });

  it("gives a view of the bytes, also of bytes inside a larger buffer", () => {
    const bytes = idx([2, 2]);
    const larger = new Uint8Array(bytes.length + 5);
    larger.set(bytes, 5);
    const array = parseIdx(larger.subarray(5), "file");
    expect(array.data.buffer).toBe(larger.buffer);
    expect([...array.data]).toEqual([0, 1, 2, 3]);
  });

  it.each([
    [
      "data cut short",
      idx([2, 3, 4]).slice(0, 30),
      `"file" is truncated: its header declares 2 x 3 x 4 bytes, so 40 with the header, ` +
      `found 30. Download or copy the file again`,
    ],
    [
      "a header cut short",
      idx([2, 3, 4]).slice(0, 9),
      `"file" is truncated: its header needs 16 bytes, found 9. Download or copy the file again`,
    ],
    [
      "more bytes than declared",
      Uint8Array.from([...idx([2]), 1, 2, 3]),
      `"file" is longer than it should be: its header declares 2 bytes, so 10 with the header, ` +
      `found 13. Download or copy the file again`,
    ],
    [
      "sizes beyond 2^32",
      idx([4294967295, 65535, 65535], []),
      `"file" is truncated: its header declares 4294967295 x 65535 x 65535 bytes`,
    ],
    [
      "a wrong magic number",
      Uint8Array.of(0x93, 1, 8, 3, 0, 0, 0, 1),
      `"file" is not an IDX file: wrong magic number 93 01 08 03, expected 00 00 08 and the ` +
      `number of dimensions (1 for labels, 3 or 4 for images). Give a file in IDX format`,
    ],
    [
      "a little-endian magic number",
      Uint8Array.of(3, 8, 0, 0, 1, 0, 0, 0),
      `"file" is not an IDX file: wrong magic number 03 08 00 00, expected 00 00 08`,
    ],
    ["no dimensions", Uint8Array.of(0, 0, 8, 0), `"file" is not an IDX file: wrong magic number`],
    [
      "an HTML page",
      utf8(HTML),
      `"file" is not an IDX file: it is an HTML page, as servers send in place of a file that ` +
      `is gone or moved. Download the data from another source`,
    ],
    [
      "an HTML page without a doctype",
      utf8("\n  <html lang=en>"),
      `"file" is not an IDX file: it is an HTML page`,
    ],
    [
      "an HTML page after a byte order mark and a comment",
      utf8("\ufeff<!-- error --><!doctype HTML>"),
      `"file" is not an IDX file: it is an HTML page`,
    ],
    ["an empty file", new Uint8Array(), `"file" is not an IDX file: it is empty`],
    ["two bytes", Uint8Array.of(0, 0), `"file" is not an IDX file: wrong magic number 00 00`],
    [
      "a Git LFS pointer",
      utf8("version https://git-lfs.github.com/spec/v1\noid sha256:12"),
      `it is a Git LFS pointer. Fetch the file itself with "git lfs pull"`,
    ],
    ["a zip archive", utf8("PK\x03\x04rest"), `it is a zip archive, expected the magic number`],
    ["text", utf8("5,0,0,0,12"), `it is text that starts with "5,0,0,0,12", expected the magic`],
    [
      "signed bytes",
      idx([1], [5], 0x09),
      `"file" holds elements of type signed byte: expected unsigned byte (magic number ` +
      `00 00 08 01, found 00 00 09 01). Convert the values to bytes 0 to 255`,
    ],
    ["16-bit integers", idx([1], [0, 5], 0x0b), "elements of type 16-bit integer"],
    ["32-bit integers", idx([1], [0, 0, 0, 5], 0x0c), "elements of type 32-bit integer"],
    ["floats", idx([1], [0, 0, 0, 0], 0x0d), "elements of type 32-bit float"],
    ["doubles", idx([1], [0, 0, 0, 0, 0, 0, 0, 0], 0x0e), "elements of type 64-bit float"],
  ])("refuses %s", async (_title, bytes, message) => {
    const error = await errorOf(() => parseIdx(bytes, "file"));
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ name: "DataError", path: "file" });
    expect(error.message).toContain(message);
  });
});

describe("readIdx", () => {
  const bytes = idx([2, 3, 3]);
  const large = gzipSync(idx([100, 28, 28], Array.from({ length: 78400 }, (_, i) => i * i % 256)));
  const damaged = large.slice();
  damaged[damaged.length - 6]! ^= 0xff;

  it.each([
    ["raw", "images-idx3-ubyte", bytes],
    ["packed", "images-idx3-ubyte.gz", gzipSync(bytes)],
    ["packed under a raw name", "images-idx3-ubyte", gzipSync(bytes)],
    ["raw under a packed name", "images-idx3-ubyte.gz", bytes],
  ])("reads a %s file", async (_title, name, content) => {
    const folder = await folderWith({ [name]: content });
    const array = await readIdx(`${folder}/${name}`);
    expect(array.shape).toEqual([2, 3, 3]);
    expect(array.data).toEqual(bytes.slice(16));
  });

  it.each([
    ["packed data cut short", large.slice(0, 60), "its gzip data is cut short after 60 bytes"],
    ["damaged packed data", damaged, "its gzip data is damaged (incorrect data check)"],
    ["a packed HTML page", gzipSync(utf8(HTML)), "is not an IDX file: it is an HTML page"],
    ["packed data that is truncated", gzipSync(bytes.slice(0, 20)), "is truncated"],
  ])("refuses %s", async (_title, content, message) => {
    const folder = await folderWith({ "x.gz": content });
    const error = await errorOf(() => readIdx(`${folder}/x.gz`));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(`"${folder}/x.gz"`);
    expect(error.message).toContain(message);
  });

  it.each([
    ["a missing file", "none", "there is no such file or folder. Check the path"],
    ["a folder", "", "it is a folder where a file is expected. Give the path of a file in it"],
    ["a path through a file", "file/x", "part of the path is a file where a folder is expected"],
  ])("refuses %s", async (_title, name, message) => {
    const folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder}/file`, "");
    const error = await errorOf(() => readIdx(`${folder}/${name}`));
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(`Cannot read "${folder}/${name}": ${message}`);
  });
});

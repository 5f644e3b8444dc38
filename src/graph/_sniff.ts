/**
 * Says what bytes are that are not an ONNX model, for an error message; `undefined` where they could
 * be one. A model starts with a protobuf tag, and the first bytes of these files are none.
 */
export function describeForeignBytes(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "the file is empty";
  const starts = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0x1f, 0x8b)) return "this is a gzip file. Unpack it first";
  if (starts(0x50, 0x4b, 0x03, 0x04)) return "this is a zip archive. Unpack it first";
  if (starts(0x89, 0x50, 0x4e, 0x47)) return "this is a PNG image";
  if (starts(0x89, 0x48, 0x44, 0x46)) return "this is an HDF5 file, such as Keras writes";
  const head = new TextDecoder().decode(bytes.subarray(0, 65_536)).replace(/^\uFEFF/, "")
    .trimStart();
  if (head.startsWith("<")) {
    return "this is an HTML or XML page, probably an error page in place of a download";
  }
  if (head.startsWith("{")) {
    return /"(modelTopology|weightsManifest)"/.test(head)
      ? "this is a TensorFlow.js model.json. Export the model to ONNX first"
      : "this is JSON";
  }
  if (head.startsWith("version https://git-lfs")) {
    return "this is a Git LFS pointer. Run git lfs pull to get the file itself";
  }
  return undefined;
}

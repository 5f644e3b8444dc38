/** What a file that should be a `model.json` is instead, and what to do about it. */
export function explainNotJson(bytes: Uint8Array, path: string): string {
  if (bytes.length === 0) return "the file is empty. Save the model again";
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 64));
  if (path.endsWith(".onnx")) {
    return "it is an ONNX model. Give the model.json that it was exported from";
  }
  if (start.slice(1, 4) === "HDF") {
    return "it is a Keras HDF5 file. Convert it with tensorflowjs_converter first";
  }
  if (start.startsWith("PK\x03\x04")) {
    return "it is a zip or .keras file. Convert it with tensorflowjs_converter first";
  }
  if (/^\s*<(!doctype|html)/i.test(start)) {
    return "it is an HTML page, probably of a failed download. Download the file again";
  }
  if (/^\s*\{/.test(start)) return "it is not valid JSON. It was cut short or changed";
  return "it is not JSON. Give the model.json that model.save() wrote";
}

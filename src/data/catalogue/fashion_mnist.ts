import { aptSource } from "./apt_source.ts";
import { debianSource } from "./debian_source.ts";
import type { DatasetDefinition } from "./definition.ts";
import { mirrorSource } from "./mirror_source.ts";

const PACKAGE = "dataset-fashion-mnist";
const FOLDER = "usr/share/datasets/fashion-mnist";

/**
 * Fashion-MNIST: 60,000 and 10,000 pieces of clothing of 28 x 28 gray pixels, light on black, in the
 * place of MNIST's digits (Xiao, Rasul and Vollgraf 2017, https://arxiv.org/abs/1708.07747).
 */
export const fashionMnist: DatasetDefinition = {
  name: "fashion-mnist",
  title: "60,000 + 10,000 pieces of clothing, 28 x 28 gray (Zalando Research)",
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  files: {
    trainImages: {
      name: "train-images-idx3-ubyte",
      sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    },
    trainLabels: {
      name: "train-labels-idx1-ubyte",
      sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    },
    testImages: {
      name: "t10k-images-idx3-ubyte",
      sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    },
    testLabels: {
      name: "t10k-labels-idx1-ubyte",
      sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
  },
  sources: [
    debianSource(PACKAGE, `/${FOLDER}`),
    // Keras's own, then the authors' repository.
    mirrorSource("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
    mirrorSource(
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    aptSource(PACKAGE, FOLDER),
  ],
  remedy: 'Run "deno task data fashion-mnist" where there is a network (it needs no root), ' +
    `or "apt-get install ${PACKAGE}" as root`,
};

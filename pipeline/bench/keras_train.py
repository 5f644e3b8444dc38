"""Trains a model with Keras 3's `fit` on TensorFlow: an epoch for every line that it reads.

Usage: python3 keras_train.py SPEC, where SPEC is a JSON file as `python_peers.ts` writes it. Prints a
line of JSON when it is ready and after each epoch.
"""

import json
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf


class EpochTimer(keras.callbacks.Callback):
    """Prints the wall time of each epoch; like the other side's, without validation."""

    def __init__(self, images):
        super().__init__()
        self.images = images

    def on_train_begin(self, logs=None):
        print(json.dumps({"ready": True}), flush=True)

    def on_epoch_begin(self, epoch, logs=None):
        if not sys.stdin.readline():
            sys.exit()
        self.begin = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.perf_counter() - self.begin
        print(json.dumps({"seconds": seconds, "images": self.images}), flush=True)


def build(model):
    layers = [
        getattr(keras.layers, layer["className"])(**layer["config"]) for layer in model["layers"]
    ]
    built = keras.Sequential([keras.Input(shape=tuple(model["inputShape"])), *layers])
    if built.count_params() != model["parameters"]:
        raise ValueError(
            f"Keras's model has {built.count_params()} weights, expected {model['parameters']}"
        )
    optimizer = model["optimizer"]
    # JSON has no 1.0, and Keras takes no learning rate 1.
    config = {
        name: float(value) if type(value) is int else value
        for name, value in optimizer["config"].items()
    }
    built.compile(
        optimizer=getattr(keras.optimizers, optimizer["className"])(**config),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    return built


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    tf.config.threading.set_intra_op_parallelism_threads(spec["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(spec["threads"])
    keras.utils.set_random_seed(spec["seed"])
    images = np.fromfile(spec["images"], dtype=np.uint8)
    labels = np.fromfile(spec["labels"], dtype=np.uint8)
    shape = spec["model"]["inputShape"]
    x = images.reshape(-1, *shape).astype(np.float32) * np.float32(spec["scale"])
    y = np.eye(spec["numClasses"], dtype=np.float32)[labels]
    build(spec["model"]).fit(
        x,
        y,
        batch_size=spec["batchSize"],
        epochs=spec["epochs"],
        shuffle=True,
        verbose=0,
        callbacks=[EpochTimer(len(x))],
    )


main()

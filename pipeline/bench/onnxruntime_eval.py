"""Runs an ONNX model over images with onnxruntime: a pass for every line that it reads.

Usage: python3 onnxruntime_eval.py SPEC, where SPEC is a JSON file as `python_peers.ts` writes it.
Prints a line of JSON when it is ready and after each pass, which goes from bytes to probabilities, as
the other side's does.
"""

import json
import sys
import time

import numpy as np
import onnxruntime


def load(model, spec):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = spec["threads"]
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def evaluate(session, images, scale, batch_size):
    """All images once, after one batch that is not timed; seconds."""
    [source] = session.get_inputs()

    def run(start):
        x = images[start : start + batch_size].astype(np.float32) * scale
        [probabilities] = session.run(None, {source.name: x})
        return probabilities

    run(0)
    begin = time.perf_counter()
    np.concatenate([run(start) for start in range(0, len(images), batch_size)])
    return time.perf_counter() - begin


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    pixels = np.fromfile(spec["images"], dtype=np.uint8)
    scale = np.float32(spec["scale"])
    with open(spec["model"], "rb") as file:
        model = file.read()
    print(json.dumps({"ready": True}), flush=True)
    while sys.stdin.readline():
        # A new session for each pass, as the other side has.
        session = load(model, spec)
        images = pixels.reshape(-1, *session.get_inputs()[0].shape[1:])
        seconds = evaluate(session, images, scale, spec["batchSize"])
        print(json.dumps({"seconds": seconds, "images": len(images)}), flush=True)


main()

"""Runs an ONNX model over images with onnxruntime and prints a line of JSON for every pass.

Usage: python3 onnxruntime_eval.py SPEC, where SPEC is a JSON file as `onnxruntime_peer.ts` writes
it. A pass goes from bytes to probabilities, as the other side's does.
"""

import json
import sys
import time

import numpy as np
import onnxruntime


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = spec["threads"]
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(
        spec["model"], options, providers=["CPUExecutionProvider"]
    )
    [source] = session.get_inputs()
    images = np.fromfile(spec["images"], dtype=np.uint8).reshape(-1, *source.shape[1:])
    scale = np.float32(spec["scale"])
    batch_size = spec["batchSize"]

    def run(start):
        x = images[start : start + batch_size].astype(np.float32) * scale
        [probabilities] = session.run(None, {source.name: x})
        return probabilities

    for _ in range(spec["passes"]):
        run(0)
        begin = time.perf_counter()
        results = [run(start) for start in range(0, len(images), batch_size)]
        np.concatenate(results)
        seconds = time.perf_counter() - begin
        print(json.dumps({"seconds": seconds, "images": len(images)}), flush=True)


main()

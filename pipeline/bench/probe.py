"""Prints which of the libraries that the benchmark compares with can be imported, as JSON."""

import importlib
import json
import os
import platform

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

versions = {"python": platform.python_version()}
for name in ("numpy", "onnxruntime", "tensorflow", "keras"):
    try:
        versions[name] = importlib.import_module(name).__version__
    except Exception:  # A broken installation raises anything, and is as good as none.
        pass
print(json.dumps(versions))

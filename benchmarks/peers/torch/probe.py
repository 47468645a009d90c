"""Prints what PyTorch runs on, or fails where it is missing or stands on the slow reference BLAS."""

import sys

try:
    import torch
except ImportError:
    sys.exit("Debian's python3 has no torch: apt-get install python3-torch libopenblas0-pthread")

torch.rand(64, 64) @ torch.rand(64, 64)
with open("/proc/self/maps") as maps:
    libraries = maps.read()
fast = [name for name in ("openblas", "mkl_", "libblis") if name in libraries]
if not fast:
    sys.exit("its BLAS is the slow reference one: apt-get install libopenblas0-pthread")
print(f"PyTorch {torch.__version__} on {fast[0].strip('_')}")

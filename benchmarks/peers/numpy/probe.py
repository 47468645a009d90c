"""Prints what runs, or fails where Debian's python3 has no NumPy."""

import sys

try:
    import numpy
except ImportError:
    sys.exit("Debian's python3 has no numpy: apt-get install python3-numpy")
print(f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}")

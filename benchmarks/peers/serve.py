"""The contestants that run in Python: obeys the commands `prepare <task>`, `time <iterations>` and `peak` on standard
input with the work of one contestant's folder.

python3 serve.py <folder>
"""

import importlib
import json
import os
import sys
import time

import numpy

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, sys.argv[1]))


class Task:
    """A row as the contestant gets it."""

    def __init__(self, fields):
        self.row = fields["row"]
        self.family = fields["family"]
        self.settings = fields["settings"]
        self.files = fields["arrays"]
        self.result = fields["result"]
        self.threads = fields["threads"]

    def array(self, name):
        """An input as a NumPy array."""
        file = self.files[name]
        return numpy.fromfile(file["path"], dtype=file["dtype"]).reshape(file["shape"])


def answer(fields):
    print(json.dumps(fields), flush=True)


contest = None
for line in sys.stdin:
    command, argument = line.split(" ", 1)
    try:
        if command == "prepare":
            task = Task(json.loads(argument))
            contest = importlib.import_module(task.family).prepare(task)
            numpy.asarray(contest.check(), dtype="float32").tofile(task.result)
            answer({})
        elif command == "peak":
            with open("/proc/self/status") as status:
                peak = next(line for line in status if line.startswith("VmHWM"))
            answer({"bytes": int(peak.split()[1]) * 1024})
        else:
            iterations = int(argument)
            start = time.perf_counter()
            contest.run(iterations)
            answer({"milliseconds": (time.perf_counter() - start) * 1e3})
    except Exception as error:
        answer({"error": f"{type(error).__name__}: {error}"})

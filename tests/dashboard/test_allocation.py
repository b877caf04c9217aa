"""A server's threads take memory from one place; only a program of its own can show it."""

import subprocess
import sys

THREADS = """
import ctypes
from threading import Thread
from dashboard import allocation
allocation.share()
import pyarrow as pa
taken = Thread(target=lambda: ctypes.CDLL(None).malloc(1000))
taken.start()
taken.join()
ctypes.CDLL(None).malloc_stats()
print(pa.default_memory_pool().backend_name)
"""


def test_threads_share_what_they_let_go_of():
    ran = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)
    assert ran.stdout == "system\n"
    assert [line for line in ran.stderr.splitlines() if line.startswith("Arena")] == ["Arena 0:"]

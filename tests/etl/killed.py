"""Does jobs of the pipeline and kills them on demand. One process imports everything, each job is a fork of it.

    python killed.py        reads {"what": ..., "after": seconds or null, ...} a line, answers how the job ended a line

The clock starts when the job has what it needs in memory and begins its work.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import etl.checks
from etl.build import build
from etl.fetch import Wanted, fetch
from etl.publish import Tables, publish
from etl.sources.uis_api import Patience, UisApi
from etl.tables import stored

Ready = Callable[[], None]


def do_fetch(job: dict[str, Any], ready: Ready) -> None:
    with UisApi(job["url"], patience=Patience(attempts=2, first_wait=0.01)) as api:
        ready()
        fetch(api, Path(job["home"]), wanted=Wanted(tuple(job["indicators"])))


def do_build(job: dict[str, Any], ready: Ready) -> None:
    ready()
    build(Path(job["home"]), accept=True)


def do_publish(job: dict[str, Any], ready: Ready) -> None:
    tables = stored(Path(job["of"]))
    parts = tuple(part for part in tables.parts if part.name != job["without"])
    ready()
    publish(Tables(parts, tables.beside), Path(job["home"]))


def do_check(job: dict[str, Any], ready: Ready) -> None:
    ready()
    assert all(result.holds for result in etl.checks.check(stored(Path(job["home"]))))


JOBS = {"fetch": do_fetch, "build": do_build, "publish": do_publish, "check": do_check}


def run(job: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            JOBS[job["what"]](job, lambda: os.close(writing))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    os.read(reading, 1)  # ends when the job closes its side
    os.close(reading)
    begun = time.monotonic()
    if job["after"] is not None:
        time.sleep(job["after"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "seconds": time.monotonic() - begun}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)

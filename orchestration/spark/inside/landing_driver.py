"""Passes tasks of landing on to Spark, each as a job of one task. Runs in Spark's environment; knows nothing of files.

`landing_driver.py MASTER PYTHON CHECKOUT`: a task comes on the standard input as a line with its number and length and
then its bytes; an answer goes out in the same form, and is empty where Spark gave the task up.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

MOST_AT_ONCE = 256


def main(master: str, python: str, checkout: str) -> None:
    """Answer every task, until the standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what Java prints is no answer
    # executors run landing, which needs the packages of the warehouse
    os.environ["PYSPARK_PYTHON"] = python
    sys.path.insert(0, checkout)
    from pyspark import SparkConf, SparkContext

    from orchestration.spark.landing_task import land

    own = {
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "false",
        "spark.io.encryption.enabled": "true",  # tasks hold the token key
        "spark.executorEnv.PYTHONPATH": checkout,
        "spark.python.worker.reuse": "true",
    }
    context = SparkContext(master, "landing", conf=SparkConf().setAll(own.items()))
    context.setLogLevel("OFF")  # what fails is told by its answer
    writing = threading.Lock()

    def answer(number: bytes, task: bytes) -> None:
        try:
            (done,) = context.parallelize([task], 1).map(land).collect()
        except Exception:
            done = b""
        with writing:
            answers.write(b"%s %d\n" % (number, len(done)) + done)
            answers.flush()

    with ThreadPoolExecutor(MOST_AT_ONCE) as jobs:
        while line := sys.stdin.buffer.readline():
            number, length = line.split()
            jobs.submit(answer, number, sys.stdin.buffer.read(int(length)))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Logs metrics with the real client for a while, as often as it is told to. Reads {uri, run, work, seconds} a line, answers {calls, seconds} a line."""

import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

from mlflow import MlflowClient
from mlflow.entities import Metric

BATCH = 1_000
KEYS = 10
clients = {}
steps = {}


def batch(step):
    """Ten metrics at a hundred steps, as a training loop that logs now and then."""
    at = int(time.time() * 1000)
    return [Metric(f"metric {n % KEYS}", 1 / (step + n + 1), at, step + n // KEYS) for n in range(BATCH)]


def metric(client, run, step):
    client.log_metric(run, "loss", 1 / (step + 1), step=step)
    return 1


def log_batch(client, run, step):
    client.log_batch(run, metrics=batch(step))
    return BATCH // KEYS


work_by_name = {"metric": metric, "batch": log_batch}

for line in sys.stdin:
    order = json.loads(line)
    uri, work = order["uri"], work_by_name[order["work"]]
    client = clients.setdefault(uri, MlflowClient(tracking_uri=uri))
    run = order["run"] or client.create_run("0").info.run_id
    step = steps.get(run, 0)
    calls, begun, took = 0, time.perf_counter(), 0.0
    while took < order["seconds"]:
        step += work(client, run, step)
        calls += 1
        took = time.perf_counter() - begun
    steps[run] = step
    print(json.dumps({"run": run, "calls": calls, "seconds": took}), flush=True)

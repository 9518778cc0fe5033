"""Evidently's own report of drift between two Parquet tables: what it costs after everything is imported, as one line of JSON."""

import json
import resource
import sys
import time

import pandas as pd
from evidently import Dataset, DataDefinition, Report
from evidently.presets import DataDriftPreset

reference, current = sys.argv[1:3]
begun_cpu, begun = time.process_time(), time.perf_counter()
sides = [pd.read_parquet(path) for path in (reference, current)]
numeric = [name for name in sides[0].columns if sides[0][name].dtype.kind in "fiu"]
definition = DataDefinition(numerical_columns=numeric, categorical_columns=[name for name in sides[0].columns if name not in numeric])
datasets = [Dataset.from_pandas(side, data_definition=definition) for side in sides]
result = Report([DataDriftPreset()]).run(current_data=datasets[1], reference_data=datasets[0])
found = json.loads(result.json())
told = {
    "cpu_s": time.process_time() - begun_cpu,
    "wall_s": time.perf_counter() - begun,
    "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "metrics": len(found["metrics"]),
}
print(json.dumps(told))

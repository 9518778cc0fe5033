"""What scipy and Evidently say of the same tables: asked by JSON on standard input, answered by JSON on the last line.

{"pairs": {name: [reference, current]}, "numbers": [column], "categories": [column], "counts": {name: {column: [[...], [...]]}}}
Counts are those of shared bins, as they were counted elsewhere: scipy measures them.
"""

import json
import sys
import warnings

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

warnings.simplefilter("ignore")
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.metrics import ValueDrift  # noqa: E402

asked = json.load(sys.stdin)
NUMBERS = {"ks": "ks", "wasserstein": "wasserstein", "psi": "psi", "js": "jensenshannon", "hellinger": "hellinger"}
# Its TVD is no distance: it says the p-value of a permutation test.
CATEGORIES = {"chi2": "chisquare", "psi": "psi", "js": "jensenshannon", "hellinger": "hellinger"}


def table(file):
    return pd.read_parquet(file)[asked["numbers"] + asked["categories"]]


def by_evidently(reference, current):
    of = DataDefinition(numerical_columns=asked["numbers"], categorical_columns=asked["categories"])
    methods = [(column, name, method) for column in asked["numbers"] for name, method in NUMBERS.items()]
    methods += [(column, name, method) for column in asked["categories"] for name, method in CATEGORIES.items()]
    report = Report([ValueDrift(column=column, method=method) for column, _, method in methods])
    ran = report.run(Dataset.from_pandas(current, data_definition=of), Dataset.from_pandas(reference, data_definition=of))
    said = {}
    for (column, name, _), metric in zip(methods, ran.dict()["metrics"], strict=True):
        said.setdefault(column, {})[name] = float(metric["value"])
    return said


def by_scipy(reference, current):
    said = {}
    for column in asked["numbers"]:
        r, c = reference[column].to_numpy(), current[column].to_numpy()
        ks = stats.ks_2samp(r, c)
        edges = np.histogram_bin_edges(np.concatenate([r, c]), bins="sturges")
        said[column] = {
            "d": float(ks.statistic),
            "p": float(ks.pvalue),
            "wasserstein": float(stats.wasserstein_distance(r, c)),
            "sigma": float(np.std(r)),
            # The bins that Evidently's PSI and Jensen-Shannon distance take.
            "sturges": [np.histogram(side, edges)[0].tolist() for side in (r, c)],
        }
    return said


def of_counts(pair):
    r, c = (np.asarray(side, dtype=float) for side in pair)
    kept = (r + c) > 0
    r, c = r[kept], c[kept]
    chi2 = stats.chi2_contingency([r, c], correction=False) if len(r) > 1 else None
    p, q = r / r.sum(), c / c.sum()
    return {
        "js": float(jensenshannon(p, q, 2)),
        "hellinger": float(np.sqrt(max(0.0, 1 - np.sum(np.sqrt(p * q))))),
        "tvd": float(np.abs(p - q).sum() / 2),
        "linf": float(np.abs(p - q).max()),
        "psi": float(np.sum((q - p) * np.log(q / p))) if (p > 0).all() and (q > 0).all() else None,
        "chi2": None if chi2 is None else {"statistic": float(chi2.statistic), "df": int(chi2.dof), "p": float(chi2.pvalue)},
    }


said = {}
for name, files in asked["pairs"].items():
    reference, current = (table(file) for file in files)
    said[name] = {
        "evidently": by_evidently(reference, current),
        "scipy": by_scipy(reference, current),
        "counts": {column: of_counts(pair) for column, pair in asked["counts"].get(name, {}).items()},
    }
print(json.dumps(said))

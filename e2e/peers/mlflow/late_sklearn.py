"""Trains scikit-learn's model of late arrivals on a month of flights, as large as the sample's, and saves it below a folder for MLServer's own runtime."""

import json
import pathlib
import sys

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

data, trees, depth, name, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], pathlib.Path(sys.argv[5])
flights = pd.read_csv(data, parse_dates=["time"]).dropna(subset=["delay"])
features = pd.DataFrame(
    {
        "hour": flights["time"].dt.hour + flights["time"].dt.minute / 60,
        "weekday": flights["time"].dt.day_of_week.astype("float64"),
        "distance": flights["distance"].astype("float64"),
        "origin": flights["origin"],
        "destination": flights["destination"],
    }
)
np.random.seed(0)
model = make_pipeline(
    make_column_transformer((TargetEncoder(), ["origin", "destination"]), remainder="passthrough"),
    HistGradientBoostingClassifier(max_iter=trees, max_depth=depth, early_stopping=False, random_state=0),
)
model.fit(features, (flights["delay"] >= 15).astype(int))
joblib.dump(model, folder / "model.joblib")
# A tensor is a column: the requests are the ones that the ONNX file of the sample answers.
text = {"datatype": "BYTES", "shape": [-1, 1], "parameters": {"content_type": "str"}}
number = {"datatype": "FP32", "shape": [-1, 1]}
settings = {
    "name": name,
    "implementation": "mlserver_sklearn.SKLearnModel",
    "parameters": {"uri": "./model.joblib", "content_type": "pd"},
    "inputs": [{"name": column, **(text if column in ("origin", "destination") else number)} for column in features],
}
(folder / "model-settings.json").write_text(json.dumps(settings))
print(json.dumps({"rows": len(features), "trees": model[-1].n_iter_}))

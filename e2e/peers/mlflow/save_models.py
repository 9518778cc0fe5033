"""Trains on the irises and saves models below a folder: for the scoring server of MLflow where that is here, else for MLServer."""

import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

folder = pathlib.Path(sys.argv[1])
table, target = load_iris(return_X_y=True, as_frame=True)
rows = table.to_numpy()
try:
    import mlflow.sklearn
    from mlflow.models import infer_signature
except ImportError:
    import joblib

    place = folder / "joblib"
    place.mkdir(parents=True)
    joblib.dump(LogisticRegression(max_iter=500).fit(rows, target), place / "model.joblib")
    settings = {"name": "model", "implementation": "mlserver_sklearn.SKLearnModel", "parameters": {"uri": "./model.joblib"}}
    (place / "model-settings.json").write_text(json.dumps(settings))
else:
    by_place = LogisticRegression(max_iter=500).fit(rows, target)
    mlflow.sklearn.save_model(by_place, folder / "arrays", signature=infer_signature(rows, target.to_numpy()))
    by_name = LogisticRegression(max_iter=500).fit(table, target)
    mlflow.sklearn.save_model(by_name, folder / "columns", signature=infer_signature(table, target))
    mlflow.sklearn.save_model(by_name, folder / "unsigned")
print(json.dumps({"saved": sorted(one.name for one in folder.iterdir())}))

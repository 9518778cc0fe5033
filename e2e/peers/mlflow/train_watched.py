"""Trains as a user's own script does, with the real client, and goes on only when a file of the given name is there: somebody watches it."""

import logging
import pathlib
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
from mlflow import MlflowClient
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

folder, model_name = pathlib.Path(sys.argv[1]), sys.argv[2]
HALF = 10


def wait_for(name):
    while not (folder / name).exists():
        time.sleep(0.05)


mlflow.set_experiment("flowers")
features, target = load_iris(return_X_y=True, as_frame=True)
model = SGDClassifier(loss="log_loss", random_state=0)
with mlflow.start_run(run_name="iris watched"):
    mlflow.log_params({"loss": "log_loss", "seed": 0})
    mlflow.log_input(mlflow.data.from_pandas(features.assign(target=target), source="irises.csv", name="irises", targets="target"), context="training")
    for step in range(2 * HALF):
        model.partial_fit(features, target, classes=[0, 1, 2])
        mlflow.log_metric("log_loss", log_loss(target, model.predict_proba(features)), step=step)
        if step == HALF - 1:
            wait_for("go-on")
    mlflow.log_text("sepals and petals", "notes/report.txt")
    place = {"name": "model"} if int(mlflow.__version__.split(".")[0]) >= 3 else {"artifact_path": "model"}
    mlflow.sklearn.log_model(model, signature=infer_signature(features, model.predict(features)), registered_model_name=model_name, **place)

wait_for("promote")
MlflowClient().set_registered_model_alias(model_name, "champion", 1)

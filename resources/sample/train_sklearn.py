"""The same question answered with scikit-learn, logged through the mlflow client."""

import argparse

import mlflow
import pandas as pd
from mlflow.models import infer_signature
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--trees", type=float, default=100)
args = parser.parse_args()

flights = pd.read_csv(args.data, parse_dates=["time"]).dropna(subset=["delay"])
features = pd.DataFrame(
    {
        "hour": flights["time"].dt.hour + flights["time"].dt.minute / 60,
        "weekday": flights["time"].dt.weekday.astype("float64"),
        "distance": flights["distance"].astype("float64"),
        "origin": flights["origin"],
        "destination": flights["destination"],
    }
)
late = (flights["delay"] >= 15).astype(int)
held = (pd.RangeIndex(len(features)) % 5 == 0)

with mlflow.start_run():
    mlflow.log_params({"n_estimators": int(args.trees), "rows": int((~held).sum())})
    mlflow.log_input(mlflow.data.from_pandas(flights, source=args.data, name="flights"), context="training")
    model = make_pipeline(
        make_column_transformer((TargetEncoder(random_state=0), ["origin", "destination"]), remainder="passthrough"),
        HistGradientBoostingClassifier(max_iter=int(args.trees), random_state=0),
    )
    model.fit(features[~held], late[~held])
    for step, probability in enumerate(model[-1].staged_predict_proba(model[0].transform(features[held])), start=1):
        mlflow.log_metrics({"log_loss": log_loss(late[held], probability), "auc": roc_auc_score(late[held], probability[:, 1])}, step=step)
    mlflow.sklearn.log_model(model, name="model", signature=infer_signature(features.head(), model.predict(features.head())))

"""Does with the real client what a training script does, then reads it all back. Prints one line of JSON: what an MLflow server says of it."""

import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

NEW = int(mlflow.__version__.split(".")[0]) >= 3
name = sys.argv[1]
client = MlflowClient()
said = {}


def code(work):
    try:
        work()
        return "nothing"
    except MlflowException as error:
        return error.error_code


mlflow.set_experiment(name)
features, target = load_iris(return_X_y=True, as_frame=True)
table = features.assign(target=target)
with mlflow.start_run(run_name="first", tags={"team": "blue"}, description="a trial") as active:
    run_id = active.info.run_id
    mlflow.log_input(mlflow.data.from_pandas(table, source="irises.csv", name="irises", targets="target"), context="training")
    mlflow.log_params({"C": 1.0, "solver": "lbfgs"})
    model = LogisticRegression(max_iter=200).fit(features, target)
    for step in range(5):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metric("loss", 9.0, step=2)  # a backward step: the newest stays that of step 4
    mlflow.log_metrics({"acc": model.score(features, target), "odd": float("nan")}, step=3)
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.log_dict({"a": 1}, "notes/deep/b.json")
    mlflow.set_tag("gone", "x")
    mlflow.delete_tag("gone")
    signature = infer_signature(features, model.predict(features))
    place = {"name": "model"} if NEW else {"artifact_path": "model"}
    info = mlflow.sklearn.log_model(model, signature=signature, input_example=features[:2], registered_model_name=name, **place)

with mlflow.start_run(run_name="second") as other:
    mlflow.log_metric("acc", 0.1)
    mlflow.log_param("C", "2.0")

client.set_registered_model_alias(name, "champion", 1)
client.set_model_version_tag(name, "1", "checked", "yes")
client.set_registered_model_tag(name, "area", "flowers")
client.update_model_version(name, "1", "the first")
client.update_registered_model(name, "of irises")

run = client.get_run(run_id)
said["info"] = {key: getattr(run.info, key) for key in ("run_id", "run_name", "experiment_id", "user_id", "status", "lifecycle_stage", "artifact_uri")}
said["ended"] = run.info.end_time >= run.info.start_time
said["metrics"] = {key: repr(value) for key, value in sorted(run.data.metrics.items())}
said["params"] = run.data.params
said["tags"] = {key: value for key, value in sorted(run.data.tags.items()) if key != "mlflow.log-model.history"}
said["history tag"] = len(json.loads(run.data.tags.get("mlflow.log-model.history", "[]")))
said["inputs"] = [
    {"context": [tag.value for tag in each.tags], **{key: getattr(each.dataset, key) for key in ("name", "digest", "source_type", "source", "schema", "profile")}}
    for each in run.inputs.dataset_inputs
]
said["loss"] = [(point.step, point.value) for point in sorted(client.get_metric_history(run_id, "loss"), key=lambda point: (point.timestamp, point.step))]
said["artifacts"] = [(each.path, each.is_dir, each.file_size) for path in (None, "notes", "notes/deep") for each in client.list_artifacts(run_id, path) if not each.path.startswith("model")]
said["text"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/notes/a.txt")

found = mlflow.search_runs(experiment_names=[name], filter_string="metrics.acc > 0.05 and params.C LIKE '%.0'", order_by=["metrics.acc DESC"])
said["found"] = list(found["tags.mlflow.runName"])
pages = client.search_runs([run.info.experiment_id], order_by=["attributes.run_name ASC"], max_results=1)
said["pages"] = [pages[0].info.run_name, client.search_runs([run.info.experiment_id], order_by=["attributes.run_name ASC"], max_results=1, page_token=pages.token)[0].info.run_name]

FIELDS = ("name", "version", "current_stage", "description", "run_id", "status", "aliases", "tags", "source", "run_link", "user_id")
fields = lambda version: {key: getattr(version, key) for key in FIELDS}
said["version"] = fields(client.get_model_version(name, "1"))
said["aliased"] = fields(client.get_model_version_by_alias(name, "champion"))
said["versions"] = [fields(each) for each in client.search_model_versions(f"name='{name}'")]
said["uri"] = client.get_model_version_download_uri(name, "1")
registered = client.get_registered_model(name)
said["registered"] = {"name": registered.name, "description": registered.description, "tags": registered.tags, "aliases": registered.aliases, "latest": [each.version for each in registered.latest_versions]}
said["registries"] = [each.name for each in client.search_registered_models(f"name = '{name}'")]
experiment = client.get_experiment_by_name(name)
said["experiment"] = {key: getattr(experiment, key) for key in ("name", "experiment_id", "artifact_location", "lifecycle_stage", "tags")}

loaded = mlflow.sklearn.load_model(f"models:/{name}@champion")
said["loads"] = bool((loaded.predict(features) == model.predict(features)).all())
said["signature"] = str(mlflow.models.get_model_info(f"models:/{name}/1").signature)

if NEW:
    said["model outputs"] = [(each.model_id, each.step) for each in run.outputs.model_outputs]
    logged = client.get_logged_model(info.model_id)
    said["logged"] = {
        "id": logged.model_id,
        "name": logged.name,
        "status": str(logged.status),
        "type": logged.model_type,
        "run": logged.source_run_id,
        "location": logged.artifact_location,
        "params": logged.params,
        "metrics": sorted((each.key, each.step, each.model_id, each.run_id) for each in logged.metrics or []),
        "tags": sorted(key for key in logged.tags),
        "versions": logged.tags.get("mlflow.modelVersions"),
    }
    said["logged found"] = [each.model_id for each in client.search_logged_models([run.info.experiment_id], filter_string="name = 'model'")]

said["refused"] = {
    "param": code(lambda: client.log_param(run_id, "C", "3.0")),
    "run": code(lambda: client.get_run("f" * 32)),
    "alias": code(lambda: client.get_model_version_by_alias(name, "nobody")),
    "model": code(lambda: client.get_registered_model("nobody's")),
    "version": code(lambda: client.get_model_version(name, "77")),
    "experiment": code(lambda: client.create_experiment(name)),
    "tag": code(lambda: client.delete_tag(run_id, "gone")),
    "filter": code(lambda: client.search_runs([run.info.experiment_id], "nonsense ~ 1")),
    "model twice": code(lambda: client.create_registered_model(name)),
}
client.delete_registered_model_alias(name, "champion")
said["unaliased"] = client.get_registered_model(name).aliases
client.delete_run(other.info.run_id)
said["after deletion"] = list(mlflow.search_runs(experiment_names=[name])["tags.mlflow.runName"])
client.restore_run(other.info.run_id)
said["ids"] = {"run": run_id, "experiment": run.info.experiment_id, **({"model": info.model_id} if NEW else {})}
print(json.dumps(said, sort_keys=True, default=list))

"""Calls a gateway as MLServer's users do: with its codecs, and with its command `mlserver infer`. Prints one line of JSON: what came back."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from mlserver.codecs import NumpyCodec, NumpyRequestCodec, PandasCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse, RequestOutput

uri = os.environ["MLFLOW_TRACKING_URI"]
bearer = "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]
ROWS = np.array([[1.5, -2.25], [3.4e38, 0.1], [0.0, 7.0]], np.float32)
TEXTS = ["Orly", "日本", ""]


def infer(model, request):
    body = request.model_dump_json().encode()
    headers = {"authorization": bearer, "content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{uri}/v2/models/{model}/infer", body, headers)) as answer:
        return InferenceResponse.model_validate_json(answer.read())


def refusal(work):
    try:
        work()
        return None
    except urllib.error.HTTPError as error:
        return [error.code, json.loads(error.read())["error"]]


def numbers(array):
    return InferenceRequest(inputs=[NumpyCodec.encode_input("x", array)])


def run_command(folder, binary):
    """Ten requests of one row, three to a batch, by two callers at a time."""
    rows = [np.array([[number, number / 4]], np.float32) for number in range(10)]
    asked, told = folder / "asked.jsonl", folder / f"told-{binary}.jsonl"
    lines = [InferenceRequest(id=str(number), inputs=[NumpyCodec.encode_input("x", row)], outputs=[RequestOutput(name="y")]) for number, row in enumerate(rows)]
    asked.write_text("".join(line.model_dump_json(exclude_none=True) + "\n" for line in lines))
    place = ["-u", uri.removeprefix("http://"), "-m", "fp32", "-i", str(asked), "-o", str(told), "-H", f"Authorization: {bearer}"]
    more = ["-s", "3", "-w", "2", "-r", "1", *(["-b"] if binary else [])]
    mlserver = str(pathlib.Path(sys.executable).parent / "mlserver")
    subprocess.run([mlserver, "infer", *place, *more], check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    answers = [InferenceResponse.model_validate_json(line) for line in told.read_text().splitlines()]
    return len(answers) == 10 and all(np.array_equal(NumpyCodec.decode_output(one.outputs[0]), rows[int(one.id)]) for one in answers)


said = {}
answer = infer("fp32", numbers(ROWS))
said["told"] = [answer.model_name, answer.model_version, answer.outputs[0].name]
said["numbers"] = np.array_equal(NumpyCodec.decode_output(answer.outputs[0]), ROWS)
said["whole"] = np.array_equal(NumpyRequestCodec.decode_response(answer), ROWS)
answer = infer("texts", InferenceRequest(inputs=[StringCodec.encode_input("x", TEXTS)]))
said["texts"] = StringCodec.decode_output(answer.outputs[0])
frame = pd.DataFrame({"x": np.array([1, 2, 3], np.int64)})
answer = infer("column", PandasCodec.encode_request(frame))
said["frame"] = NumpyCodec.decode_output(answer.outputs[0]).ravel().tolist()
said["unknown"] = refusal(lambda: infer("nothing", numbers(ROWS)))
said["wrong shape"] = refusal(lambda: infer("fp32", numbers(np.zeros((1, 3), np.float32))))
with tempfile.TemporaryDirectory() as folder:
    for binary in (False, True):
        said["infer -b" if binary else "infer"] = run_command(pathlib.Path(folder), binary)
print(json.dumps(said))

"""Calls a gateway with KServe's own client. Prints one line of JSON: what came back."""

import asyncio
import json
import logging
import os
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

import httpx
import numpy as np
from kserve import InferInput, InferRequest
from kserve.inference_client import InferenceRESTClient, RESTConfig
from kserve.protocol.infer_type import RequestedOutput

uri = os.environ["MLFLOW_TRACKING_URI"]
headers = {"authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"]}
SENT = {
    "FP16": np.array([[0.5, -2.0], [np.nan, np.inf]], np.float16),
    "FP32": np.array([[1.5, -2.25], [3.4e38, 0.1]], np.float32),
    "FP64": np.array([[1e308, 0.1]], np.float64),
    "INT64": np.array([[9007199254740991, -7]], np.int64),
    "UINT8": np.array([[0, 255]], np.uint8),
    "BOOL": np.array([[True, False]], np.bool_),
    "BYTES": np.array([["Orly", "日本"]], np.object_),
}


def same(sent, told):
    if sent.dtype == np.object_:
        return [text.decode() if isinstance(text, bytes) else text for text in told.ravel().tolist()] == sent.ravel().tolist()
    return told.dtype == sent.dtype and told.tobytes() == sent.tobytes() and list(told.shape) == list(sent.shape)


async def refusal(work):
    try:
        await work
        return None
    except httpx.HTTPStatusError as error:
        return [error.response.status_code, str(error).split(", '")[0]]


async def main():
    said = {"agrees": {}}
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:

        async def infer(model, array, datatype, binary, outputs=None, heard=None, **more):
            given = InferInput("x", list(array.shape), datatype)
            given.set_data_from_numpy(array, binary_data=binary)
            asked = InferRequest(model, [given], request_id="7", request_outputs=outputs, **more)
            return await client.infer(uri, asked, model_name=model, headers=dict(headers), response_headers=heard)

        said["live"] = await client.is_server_live(uri)
        said["ready"] = await client.is_server_ready(uri)
        said["model ready"] = await client.is_model_ready(uri, "fp32", headers=headers)
        said["unknown ready"] = await client.is_model_ready(uri, "nothing", headers=headers)
        for datatype, array in SENT.items():
            model = datatype.lower()
            whole = {"parameters": {"binary_data_output": True}}
            one = [RequestedOutput("y", {"binary_data": True})]
            ways = {"binary": await infer(model, array, datatype, True, **whole), "one output": await infer(model, array, datatype, True, one)}
            if datatype != "FP16":  # which the client does not send as JSON
                ways["json"] = await infer(model, array, datatype, False)
                ways["json to binary"] = await infer(model, array, datatype, False, **whole)
                ways["binary to json"] = await infer(model, array, datatype, True)
            said["agrees"][datatype] = {way: same(array, told.outputs[0].as_numpy()) for way, told in ways.items()}
            told = ways["binary"]
            said["told"] = [told.id, told.model_name, told.outputs[0].name]
        row = SENT["FP32"]
        split = []  # of an answer, the client keeps no version
        for number in range(50):
            heard = {}
            await infer("split", row, "FP32", number % 2 == 0, heard=heard)
            split.append(heard["x-pilothouse-revision"])
        said["split"] = {revision: split.count(revision) for revision in sorted(set(split))}
        said["unknown"] = await refusal(infer("nothing", row, "FP32", True))
        said["wrong type"] = await refusal(infer("fp32", SENT["INT64"], "INT64", True))
        said["wrong shape"] = await refusal(infer("fp32", np.zeros((1, 3), np.float32), "FP32", False))
        headers["authorization"] = "Bearer wrong"
        said["no token"] = await refusal(infer("fp32", row, "FP32", True))
    print(json.dumps(said))


asyncio.run(main())

"""The runtime by which MLServer serves an ONNX file: what one would write for it, with its own codecs."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse
from onnxruntime import InferenceSession, SessionOptions


class OnnxModel(MLModel):
    async def load(self) -> bool:
        options = SessionOptions()
        options.intra_op_num_threads = 1
        self._session = InferenceSession(self.settings.parameters.uri, options, providers=["CPUExecutionProvider"])
        self._names = [output.name for output in self._session.get_outputs()]
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {}
        for tensor in payload.inputs:
            if tensor.datatype == "BYTES":
                feeds[tensor.name] = np.array(StringCodec.decode_input(tensor), np.object_).reshape(tensor.shape)
            else:
                feeds[tensor.name] = NumpyCodec.decode_input(tensor)
        results = self._session.run(self._names, feeds)
        outputs = [NumpyCodec.encode_output(name, result) for name, result in zip(self._names, results)]
        return InferenceResponse(id=payload.id, model_name=self.name, outputs=outputs)

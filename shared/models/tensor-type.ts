/** Datatypes of the Open Inference Protocol. BF16 has no array in JavaScript and is not spoken. */
export type TensorType = 'BOOL' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'FP16' | 'FP32' | 'FP64' | 'BYTES';

/** As signatures of models write them: MLflow's columns, NumPy's, and ONNX Runtime, whose own names are among these. */
const BY_NAME = new Map<string, TensorType>([
  ['bool', 'BOOL'],
  ['boolean', 'BOOL'],
  ['int8', 'INT8'],
  ['int16', 'INT16'],
  ['int32', 'INT32'],
  ['integer', 'INT32'],
  ['int64', 'INT64'],
  ['long', 'INT64'],
  ['uint8', 'UINT8'],
  ['uint16', 'UINT16'],
  ['uint32', 'UINT32'],
  ['uint64', 'UINT64'],
  ['float16', 'FP16'],
  ['float32', 'FP32'],
  ['float', 'FP32'],
  ['float64', 'FP64'],
  ['double', 'FP64'],
  ['str', 'BYTES'],
  ['string', 'BYTES'],
  ['object', 'BYTES'],
  ['binary', 'BYTES'],
  ['bytes', 'BYTES'],
]);

/** Null: a type that the protocol has no word for. */
export const tensorTypeOf = (written: string): TensorType | null => BY_NAME.get(written) ?? null;

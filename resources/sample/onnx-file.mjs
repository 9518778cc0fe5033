// Writes boosted trees as an ONNX model that takes flights as they are: names of airports are looked up inside it.
// Field numbers: onnx.proto and onnx-ml.proto of ONNX 1.16 (ir version 8). Operators: LabelEncoder 2, TreeEnsembleClassifier 1.

const varint = (value) => {
  const bytes = [];
  for (let left = BigInt.asUintN(64, BigInt(value)); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)]);
    bytes.push(Number(left & 127n) | 128);
  }
};
const number = (field, value) => Buffer.concat([varint(field * 8), varint(value)]);
const message = (field, ...parts) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
};
const text = (field, value) => message(field, Buffer.from(value, 'utf8'));
const floats = (values) => Buffer.from(Float32Array.from(values).buffer);

const TYPE = { int: 2, text: 3, floats: 6, ints: 7, texts: 8 };
const attribute = (name, type, ...parts) => message(5, text(1, name), ...parts, number(20, TYPE[type]));
const textAttribute = (name, value) => attribute(name, 'text', text(4, value));
const floatAttribute = (name, value) => message(5, text(1, name), Buffer.concat([varint(2 * 8 + 5), floats([value])]), number(20, 1));
const intAttribute = (name, value) => attribute(name, 'int', number(3, value));
const floatsAttribute = (name, values) => attribute(name, 'floats', message(7, floats(values)));
const intsAttribute = (name, values) => attribute(name, 'ints', message(8, ...values.map((value) => varint(value))));
const textsAttribute = (name, values) => attribute(name, 'texts', ...values.map((value) => text(9, value)));

const node = (operator, domain, inputs, outputs, attributes = []) =>
  message(1, ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(3, outputs[0]), text(4, operator), ...attributes, text(7, domain));

const ELEMENT = { float: 1, int64: 7, string: 8 };
/** `null` is a dimension that the caller chooses. */
const value = (field, name, element, shape) =>
  message(
    field,
    text(1, name),
    message(2, message(1, number(1, ELEMENT[element]), message(2, ...shape.map((size) => message(1, size === null ? text(2, 'rows') : number(1, size)))))),
  );

/** Nodes of all trees as the operator wants them: one array per property. The base is a tree of one leaf. */
function flattened({ base, trees }) {
  const flat = { tree: [], id: [], feature: [], mode: [], threshold: [], left: [], right: [], leafTree: [], leafId: [], leafValue: [] };
  [{ value: base }, ...trees].forEach((root, tree) => {
    let next = 0;
    const put = (own) => {
      const id = next++;
      const place = flat.id.length;
      for (const [key, entry] of Object.entries({ tree, id, feature: own.feature ?? 0, mode: own.value === undefined ? 'BRANCH_LEQ' : 'LEAF', threshold: own.threshold ?? 0, left: 0, right: 0 })) flat[key].push(entry);
      if (own.value === undefined) {
        flat.left[place] = put(own.left);
        flat.right[place] = put(own.right);
      } else {
        flat.leafTree.push(tree);
        flat.leafId.push(id);
        flat.leafValue.push(own.value);
      }
      return id;
    };
    put(root);
  });
  return flat;
}

/**
 * @param {{base: number, trees: object[]}} model over hour, weekday, distance, origin, destination
 * @param {{origin: Map<string, number>, destination: Map<string, number>, otherwise: number}} rates what a name stands for
 * @returns {Buffer} inputs `hour`, `weekday`, `distance` (float) and `origin`, `destination` (string), each [rows, 1]; outputs `late` (int64 [rows]) and `probability` (float [rows, 2])
 */
export function onnxModel(model, { origin, destination, otherwise }) {
  const flat = flattened(model);
  const ML = 'ai.onnx.ml';
  const lookUp = (name, rates) =>
    node('LabelEncoder', ML, [name], [`${name}_rate`], [textsAttribute('keys_strings', [...rates.keys()]), floatsAttribute('values_floats', [...rates.values()]), floatAttribute('default_float', otherwise)]);
  const ensemble = [
    intsAttribute('nodes_treeids', flat.tree),
    intsAttribute('nodes_nodeids', flat.id),
    intsAttribute('nodes_featureids', flat.feature),
    textsAttribute('nodes_modes', flat.mode),
    floatsAttribute('nodes_values', flat.threshold),
    intsAttribute('nodes_truenodeids', flat.left),
    intsAttribute('nodes_falsenodeids', flat.right),
    intsAttribute('class_treeids', flat.leafTree),
    intsAttribute('class_nodeids', flat.leafId),
    // Of two classes one is written: runtimes work the other out.
    intsAttribute('class_ids', flat.leafTree.map(() => 0)),
    floatsAttribute('class_weights', flat.leafValue),
    intsAttribute('classlabels_int64s', [0, 1]),
    textAttribute('post_transform', 'LOGISTIC'),
  ];
  const graph = message(
    7,
    lookUp('origin', origin),
    lookUp('destination', destination),
    node('Concat', '', ['hour', 'weekday', 'distance', 'origin_rate', 'destination_rate'], ['features'], [intAttribute('axis', 1)]),
    node('TreeEnsembleClassifier', ML, ['features'], ['late', 'probability'], ensemble),
    text(2, 'late-arrival'),
    ...['hour', 'weekday', 'distance'].map((name) => value(11, name, 'float', [null, 1])),
    ...['origin', 'destination'].map((name) => value(11, name, 'string', [null, 1])),
    value(12, 'late', 'int64', [null]),
    value(12, 'probability', 'float', [null, 2]),
  );
  return Buffer.concat([number(1, 8), text(2, 'pilothouse-sample'), graph, message(8, text(1, ''), number(2, 15)), message(8, text(1, ML), number(2, 2))]);
}

// Gradient boosting of small trees on the logistic loss, over histograms of at most 64 bins: enough for a few columns and some ten thousand rows.

const BINS = 64;
const LEAST_ROWS = 40;
const RIDGE = 1;

/** Edges between bins, so that bins hold about as many rows each. */
function edgesOf(column) {
  const sorted = Float64Array.from(column).toSorted();
  const edges = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const edge = sorted[Math.floor((bin * sorted.length) / BINS)];
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}

/** The bin of a value: how many edges lie below it. */
function binOf(edges, value) {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]) high = middle;
    else low = middle + 1;
  }
  return low;
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/**
 * @param {Float64Array[]} columns one per feature
 * @param {Uint8Array} labels 0 or 1
 * @param {{trees: number, depth: number, learningRate: number}} options
 * @param {(tree: number, scores: Float64Array, model: object) => void | Promise<void>} onTree after each tree, with the log-odds so far
 * @returns {Promise<{base: number, trees: object[]}>} a tree is `{feature, threshold, left, right}` or `{value}`; left where value <= threshold
 */
export async function boost(columns, labels, { trees, depth, learningRate }, onTree) {
  const rows = labels.length;
  const edges = columns.map(edgesOf);
  const binned = columns.map((column, feature) => Uint8Array.from(column, (value) => binOf(edges[feature], value)));
  const share = labels.reduce((sum, label) => sum + label, 0) / rows;
  const base = Math.log(share / (1 - share));
  const scores = new Float64Array(rows).fill(base);
  const model = { base, trees: [] };
  const gradient = new Float64Array(rows);
  const weight = new Float64Array(rows);
  for (let tree = 0; tree < trees; tree += 1) {
    for (let row = 0; row < rows; row += 1) {
      const p = sigmoid(scores[row]);
      gradient[row] = labels[row] - p;
      weight[row] = p * (1 - p);
    }
    const all = Uint32Array.from({ length: rows }, (_, row) => row);
    model.trees.push(grow({ rows: all, depth, edges, binned, gradient, weight, learningRate, scores }));
    await onTree(tree + 1, scores, model);
  }
  return model;
}

/** Grows one tree, and adds its leaves to the scores of their rows. */
function grow({ rows, depth, edges, binned, gradient, weight, learningRate, scores }) {
  const sums = totals(rows, gradient, weight);
  const split = depth > 0 ? bestSplit({ rows, edges, binned, gradient, weight, sums }) : null;
  if (!split) {
    const value = (learningRate * sums.gradient) / (sums.weight + RIDGE);
    for (const row of rows) scores[row] += value;
    return { value };
  }
  const { feature, bin } = split;
  const left = rows.filter((row) => binned[feature][row] <= bin);
  const right = rows.filter((row) => binned[feature][row] > bin);
  const side = (own) => grow({ rows: own, depth: depth - 1, edges, binned, gradient, weight, learningRate, scores });
  return { feature, threshold: edges[feature][bin], left: side(left), right: side(right) };
}

function totals(rows, gradient, weight) {
  const sums = { gradient: 0, weight: 0, rows: rows.length };
  for (const row of rows) {
    sums.gradient += gradient[row];
    sums.weight += weight[row];
  }
  return sums;
}

const gain = (gradient, weight) => (gradient * gradient) / (weight + RIDGE);

function bestSplit({ rows, edges, binned, gradient, weight, sums }) {
  let best = null;
  for (let feature = 0; feature < binned.length; feature += 1) {
    const bins = binned[feature];
    const histogram = { gradient: new Float64Array(BINS), weight: new Float64Array(BINS), rows: new Uint32Array(BINS) };
    for (const row of rows) {
      histogram.gradient[bins[row]] += gradient[row];
      histogram.weight[bins[row]] += weight[row];
      histogram.rows[bins[row]] += 1;
    }
    const left = { gradient: 0, weight: 0, rows: 0 };
    for (let bin = 0; bin < edges[feature].length; bin += 1) {
      left.gradient += histogram.gradient[bin];
      left.weight += histogram.weight[bin];
      left.rows += histogram.rows[bin];
      if (left.rows < LEAST_ROWS || sums.rows - left.rows < LEAST_ROWS) continue;
      const better = gain(left.gradient, left.weight) + gain(sums.gradient - left.gradient, sums.weight - left.weight) - gain(sums.gradient, sums.weight);
      if (better > (best?.better ?? 1e-6)) best = { feature, bin, better };
    }
  }
  return best;
}

/** Log-odds of one row. */
export function scoreOf({ base, trees }, values) {
  let score = base;
  for (const tree of trees) {
    let node = tree;
    while (node.value === undefined) node = values[node.feature] <= node.threshold ? node.left : node.right;
    score += node.value;
  }
  return score;
}

export const probabilityOf = (score) => sigmoid(score);

/**
 * Places things along a line as near as can be to where each wants to be (least squares), in their order and with at least the
 * given distance between neighbours. Pool-adjacent-violators: one pass, each thing merged at most once.
 *
 * @param wanted where each thing wants its middle
 * @param distance distance[i]: at least this much between the middles of things i and i + 1
 */
export function spread(wanted: readonly number[], distance: readonly number[]): Float64Array {
  // With the distances taken off, "in order and apart" becomes "not falling".
  const offset = new Float64Array(wanted.length);
  for (let index = 1; index < wanted.length; index += 1) offset[index] = (offset[index - 1] ?? 0) + (distance[index - 1] ?? 0);
  const blocks: { sum: number; count: number }[] = [];
  const mean = ({ sum, count }: { sum: number; count: number }) => sum / count;
  wanted.forEach((place, index) => {
    let block = { sum: place - (offset[index] ?? 0), count: 1 };
    for (let before = blocks.at(-1); before && mean(before) > mean(block); before = blocks.at(-1)) {
      blocks.pop();
      block = { sum: before.sum + block.sum, count: before.count + block.count };
    }
    blocks.push(block);
  });
  const placed = new Float64Array(wanted.length);
  let index = 0;
  for (const block of blocks) for (let left = block.count; left > 0; left -= 1, index += 1) placed[index] = mean(block) + (offset[index] ?? 0);
  return placed;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph } from './graph';
import { assignLayers, withoutRings } from './layers';
import { layOut, NODE_HEIGHT } from './layout';
import { spread } from './spread';

const graph = (count: number, ...edges: readonly (readonly [number, number])[]): Graph => ({
  count,
  from: Int32Array.from(edges, ([from]) => from),
  to: Int32Array.from(edges, ([, to]) => to),
});
const drawn = (of: Graph, previousY: Float64Array | null = null) => layOut({ ...of, previousY });

test('what comes of something stands right of all that it came from', () => {
  expect([...assignLayers(graph(5, [0, 1], [1, 2], [0, 2], [3, 2], [2, 4]))]).toEqual([0, 1, 2, 1, 3]);
});

test('a ring is drawn all the same', () => {
  const ring = graph(3, [0, 1], [1, 2], [2, 0]);
  expect([...withoutRings(ring).from]).toEqual([0, 1, 0]);
  expect(drawn(ring).columns).toBe(3);
  expect(drawn(graph(1, [0, 0])).columns).toBe(1);
});

test('a chain is one straight line, and two of them do not cross', () => {
  const { y } = drawn(graph(6, [0, 2], [1, 3], [2, 4], [3, 5]));
  expect(new Set([y[0], y[2], y[4]]).size).toBe(1);
  expect(new Set([y[1], y[3], y[5]]).size).toBe(1);
});

test('a long edge bends once in each column that it passes, and a fan of them shares its bends', () => {
  const { bendStart, bends } = drawn(graph(5, [0, 1], [1, 2], [2, 3], [2, 4], [0, 3], [0, 4]));
  expect([...bendStart]).toEqual([0, 0, 0, 0, 0, 2, 4]);
  expect(bends.slice(0, 2)).toEqual(bends.slice(2));
});

test('an empty graph is an empty drawing', () => {
  expect(drawn(graph(0))).toMatchObject({ columns: 0, width: 0, height: 0 });
});

test('what stood somewhere stays there when something is added', () => {
  const before = drawn(graph(4, [0, 2], [1, 2], [2, 3]));
  const previousY = Float64Array.from([...before.y, Number.NaN], (y) => y + NODE_HEIGHT / 2);
  const after = drawn(graph(5, [0, 2], [1, 2], [2, 3], [2, 4]), previousY);
  expect(after.y.slice(0, 3)).toEqual(before.y.slice(0, 3));
  expect(Math.abs((after.y[4] ?? 0) - (after.y[3] ?? 0))).toBeGreaterThanOrEqual(NODE_HEIGHT);
});

const anyGraph = fc
  .integer({ min: 1, max: 30 })
  .chain((count) => fc.tuple(fc.constant(count), fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 })))
  .map(([count, edges]) => graph(count, ...edges));

test('law: no two nodes overlap, edges go right but where they close a ring, and the drawing is the same each time', () => {
  fc.assert(
    fc.property(anyGraph, (of) => {
      const layout = drawn(of);
      const boxes = [...layout.x.keys()].map((node) => [layout.layer[node], layout.y[node] ?? 0] as const);
      for (const [index, [column, y]] of boxes.entries()) {
        for (const [otherColumn, otherY] of boxes.slice(index + 1))
          if (column === otherColumn) expect(Math.abs(y - otherY)).toBeGreaterThanOrEqual(NODE_HEIGHT - 1e-6);
      }
      const { from, to } = withoutRings(of);
      from.forEach((source, edge) => source !== to[edge] && expect(layout.layer[source]).toBeLessThan(layout.layer[to[edge] ?? 0] ?? 0));
      expect(drawn(of)).toEqual(layout);
    }),
  );
});

test('law: things keep their order and distance, and the sum of where they wanted to be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 100, noNaN: true })), { minLength: 1, maxLength: 50 }),
      (things) => {
        const wanted = things.map(([place]) => place);
        const distance = things.slice(1).map(([, apart]) => apart);
        const placed = [...spread(wanted, distance)];
        placed.slice(1).forEach((place, index) => expect(place - (placed[index] ?? 0)).toBeGreaterThanOrEqual((distance[index] ?? 0) - 1e-6));
        const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
        expect(sum(placed)).toBeCloseTo(sum(wanted), 3);
      },
    ),
  );
});

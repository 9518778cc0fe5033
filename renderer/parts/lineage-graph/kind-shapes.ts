import type { LineageKind } from '../../../shared/models/lineage';

/** One sign per kind, in a square of 14 by 14, drawn as lines. */
const SHAPES: Readonly<Record<LineageKind, string>> = {
  'dataset-version': 'M2 3.5C2 2 12 2 12 3.5V10.5C12 12 2 12 2 10.5ZM2 3.5C2 5 12 5 12 3.5M2 7C2 8.5 12 8.5 12 7',
  code: 'M4.5 4L1.5 7L4.5 10M9.5 4L12.5 7L9.5 10M8 2.5L6 11.5',
  run: 'M1.5 10.5L5 6.5L8 8.5L12.5 3.5M9 3.5H12.5V7',
  'model-version': 'M7 1.5L12 4.2V9.8L7 12.5L2 9.8V4.2ZM2 4.2L7 7L12 4.2M7 7V12.5',
  revision: 'M7 2L12.5 4.8L7 7.6L1.5 4.8ZM1.5 7.2L7 10L12.5 7.2M1.5 9.4L7 12.2L12.5 9.4',
  service: 'M2 2.5H12V6H2ZM2 8H12V11.5H2ZM4 4.2H4.6M4 9.7H4.6',
};

const made = new Map<LineageKind, Path2D>();
/** Made when first drawn: outside a page there is no Path2D. */
export function kindShape(kind: LineageKind): Path2D {
  const before = made.get(kind);
  if (before) return before;
  const path = new Path2D(SHAPES[kind]);
  made.set(kind, path);
  return path;
}

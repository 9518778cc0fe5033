import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { needed } from './runtime';

/** Rows as the sample's replay sends them: one flight each. */
export const BODIES = Array.from({ length: 64 }, (_, row) => {
  const tensor = (name: string, datatype: string, value: unknown) => ({ name, datatype, shape: [1, 1], data: [value] });
  return JSON.stringify({
    id: `flight-${row}`,
    inputs: [
      tensor('hour', 'FP32', row % 24),
      tensor('weekday', 'FP32', row % 7),
      tensor('distance', 'FP32', 200 + row * 31),
      tensor('origin', 'BYTES', ['ATL', 'ORD', 'DFW', 'LAX'][row % 4]),
      tensor('destination', 'BYTES', ['SEA', 'BOS', 'PHX', 'IAH'][row % 4]),
    ],
  });
});

export const TREES = 100;
/** Of each tree: the sample's own. */
export const DEPTH = 4;
const MONTH = '2001-01';
const sampleFolder = () => join(needed('PILOTHOUSE_ROOT'), 'out/sample');
const monthIn = (month: string) => `data/flights/${month}.csv`;

/** What models learn from. */
export const flightsFile = (): string => join(sampleFolder(), monthIn(MONTH));

/** The sample's model, of a hundred trees, that learned from a month. */
export function trainModel(folder: string, month = MONTH, name = 'late'): string {
  const path = join(folder, `${name}.onnx`);
  const args = ['train.mjs', '--data', monthIn(month), '--trees', String(TREES), '--depth', String(DEPTH), '--out', path];
  execFileSync(process.execPath, args, { cwd: sampleFolder(), stdio: 'ignore' });
  return path;
}

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

/** The sample's model, of a hundred trees. */
export function trainModel(folder: string): string {
  const path = join(folder, 'late.onnx');
  const sample = join(needed('PILOTHOUSE_ROOT'), 'out/sample');
  execFileSync(process.execPath, ['train.mjs', '--data', 'data/flights/2001-01.csv', '--trees', '100', '--out', path], { cwd: sample, stdio: 'ignore' });
  return path;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pairModel } from '../../../../e2e/peers/small-onnx';
import { OnnxModel } from './onnx-model';

const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WANTED = { sum: [4, 6, 8], same: ['a'], last: [-2, -2, -2] } as const;

test.each([[['sum']], [['same']], [['last']], [['same', 'last']], [['last', 'sum']], [['sum', 'last']], [['last', 'same', 'sum']]] as const)(
  'who asks for %s gets what is called so, in that order',
  async (names) => {
    const path = join(folder, 'pair.onnx');
    writeFileSync(path, pairModel());
    const model = await OnnxModel.load(path, 1);
    const outputs = await model.run({
      id: null,
      inputs: [
        { name: 'a', datatype: 'FP32', shape: [1, 3], data: Float32Array.of(1, 2, 3) },
        { name: 'b', datatype: 'FP32', shape: [1, 3], data: Float32Array.of(3, 4, 5) },
        { name: 'word', datatype: 'BYTES', shape: [1, 1], data: ['a'] },
      ],
      outputs: names.map((name) => ({ name, binary: false })),
    });
    expect(outputs.map(({ name, data }) => [name, Array.from(data as ArrayLike<unknown>)])).toEqual(names.map((name) => [name, WANTED[name]]));
  },
);

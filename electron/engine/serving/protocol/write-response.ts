import { writeBinary } from './binary-data';
import { halfToNumber, type NumberArray, type Tensor } from './data-types';

export type Written = {
  readonly content: string | Uint8Array;
  /** Bytes of JSON before the binary data; null: all is JSON. */
  readonly head: number | null;
};

export type Answer = {
  readonly service: string;
  readonly revision: number;
  readonly id: string;
  readonly outputs: readonly (Tensor & { readonly binary: boolean })[];
};

/**
 * Written by hand: integers of 64 bits keep every digit, and this is done for every request.
 * What is no number (NaN, infinities) is `null` in JSON, and itself in binary data.
 */
export function writeResponse({ service, revision, id, outputs }: Answer): Written {
  const binary: Uint8Array[] = [];
  let json = `{"model_name":"${service}","model_version":"${revision}","id":${JSON.stringify(id)},"outputs":[`;
  for (let place = 0; place < outputs.length; place++) {
    const output = outputs[place];
    if (!output) continue;
    json += `${place ? ',' : ''}{"name":${JSON.stringify(output.name)},"datatype":"${output.datatype}","shape":[${output.shape.join(',')}]`;
    if (output.binary) {
      const bytes = writeBinary(output.data);
      binary.push(bytes);
      json += `,"parameters":{"binary_data_size":${bytes.byteLength}}}`;
    } else json += `,"data":${writeData(output)}}`;
  }
  json += ']}';
  if (binary.length === 0) return { content: json, head: null };
  const head = new TextEncoder().encode(json);
  const all = new Uint8Array(binary.reduce((sum, bytes) => sum + bytes.byteLength, head.byteLength)); // of its own: it is given away to another thread
  let at = 0;
  for (const part of [head, ...binary]) {
    all.set(part, at);
    at += part.byteLength;
  }
  return { content: all, head: head.byteLength };
}

function writeData({ datatype, data }: Tensor): string {
  if (Array.isArray(data)) return JSON.stringify(data);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return `[${data.join(',')}]`;
  if (datatype === 'BOOL') return listed(data, (flag) => (flag ? 'true' : 'false'));
  if (datatype === 'FP16') return listed(data, (bits) => written(halfToNumber(bits)));
  return listed(data, written);
}

const written = (value: number): string => (Number.isFinite(value) ? String(value) : 'null');

function listed(data: Exclude<NumberArray, BigInt64Array | BigUint64Array>, write: (value: number) => string): string {
  let text = '[';
  for (let place = 0; place < data.length; place++) text += (place ? ',' : '') + write(data[place] ?? Number.NaN);
  return `${text}]`;
}

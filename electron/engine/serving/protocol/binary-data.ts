// The binary tensor data extension: elements in row-major order, little-endian; a text is its length in four bytes, then its UTF-8.
import { isUtf8 } from 'node:buffer';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { arrayOf, type Data, TYPES } from './data-types';
import { invalid, quoted } from './protocol-error';

const LENGTH_BYTES = 4;

/** @throws ProtocolError where the bytes are not so many elements of the type */
export function readBinary(name: string, datatype: TensorType, size: number, bytes: Uint8Array): Data {
  if (datatype === 'BYTES') return readTexts(name, size, bytes);
  const expected = size * TYPES[datatype].bytes;
  if (bytes.byteLength !== expected) throw invalid(`Input ${quoted(name)} has ${bytes.byteLength} bytes of binary data; its shape holds ${expected}.`);
  const data = arrayOf(datatype, bytes.slice().buffer); // of its own: numbers stand where their size divides the place
  if (datatype === 'BOOL') for (const flag of bytes) if (flag > 1) throw invalid(`Input ${quoted(name)} holds a byte ${flag}, which is no BOOL.`);
  return data;
}

function readTexts(name: string, size: number, bytes: Uint8Array): string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < view.length) {
    const start = at + LENGTH_BYTES;
    const end = start <= view.length ? start + view.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > view.length) throw invalid(`Input ${quoted(name)}: the binary data ends within a text.`);
    const text = view.subarray(start, end);
    if (!isUtf8(text)) throw invalid(`Input ${quoted(name)}: element ${texts.length} is not UTF-8.`);
    texts.push(text.toString());
    at = end;
  }
  if (texts.length !== size) throw invalid(`Input ${quoted(name)} has ${texts.length} texts of binary data; its shape holds ${size}.`);
  return texts;
}

export function writeBinary(data: Data): Uint8Array {
  if (!Array.isArray(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const parts = data.flatMap((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}

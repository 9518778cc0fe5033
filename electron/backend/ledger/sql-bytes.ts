import { z } from 'zod';

/** A BLOB as the driver gives it: a view from `get`, a bare buffer from `all`. */
export const SqlBytes = z
  .custom<ArrayBuffer | Uint8Array>((value) => value instanceof ArrayBuffer || value instanceof Uint8Array, 'no bytes')
  .transform((value) => (value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength)));

/** A text read as bytes (`CAST(… AS BLOB)`): the driver aborts the process on a TEXT that is no UTF-8, which damage may have made of it. */
export const SqlText = SqlBytes.transform((bytes) => bytes.toString());

const HASH_BYTES = 32;
export const SqlHash = SqlBytes.refine((hash) => hash.length === HASH_BYTES, 'no hash');

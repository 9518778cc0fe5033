import type { IncomingMessage } from 'node:http';
import { ProtocolError } from '../protocol/protocol-error';

/** Of all that are being read at once; more are told to come again. */
const ALL_MAX = 512 * 2 ** 20;
let all = 0;

/** Reads a whole body. @throws ProtocolError 413 too long, 408 not in time, 400 cut short, 503 too many at once */
export function readBody(request: IncomingMessage, max: number, timeMs: number): Promise<Buffer> {
  const said = Number(request.headers['content-length'] ?? 0);
  if (said > max) return Promise.reject(tooLong(max));
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const stop = (error: ProtocolError | null) => {
      clearTimeout(timer);
      all -= bytes;
      request.off('data', take).off('end', whole).off('close', cut).off('error', cut);
      if (error) reject(error);
    };
    const take = (part: Buffer) => {
      bytes += part.length;
      all += part.length;
      parts.push(part);
      if (bytes > max) stop(tooLong(max));
      else if (all > ALL_MAX) stop(new ProtocolError(503, 'Too much is being sent at once. Try again.'));
    };
    const whole = () => {
      stop(null);
      const [only] = parts;
      resolve(parts.length === 1 && only ? only : Buffer.concat(parts, bytes));
    };
    const cut = () => stop(new ProtocolError(400, 'The body was cut short.'));
    const timer = setTimeout(() => stop(new ProtocolError(408, `The body did not come within ${timeMs} ms.`)), timeMs);
    request.on('data', take).once('end', whole).once('close', cut).once('error', cut);
  });
}

const tooLong = (max: number) => new ProtocolError(413, `The body is longer than ${max} bytes.`);

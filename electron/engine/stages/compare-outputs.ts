import type { Answer, Output } from './answers';
import type { GoldenRequest, Tolerance } from './golden-file';

const FLOATING = ['FP16', 'FP32', 'FP64'];

/** Data may be written nested, as its shape is. */
const flat = (data: readonly unknown[]): readonly unknown[] => (data.some(Array.isArray) ? data.flat(32) : data);

function isNear(found: unknown, wanted: unknown, { absolute, relative }: Tolerance, floating: boolean): boolean {
  if (found === wanted) return true;
  if (!floating || typeof found !== 'number' || typeof wanted !== 'number') return false;
  return Math.abs(found - wanted) <= Math.max(absolute, relative * Math.abs(wanted));
}

type Wanted = { readonly name: string; readonly shape?: readonly number[] | undefined; readonly data: readonly unknown[] };

/** Where two outputs differ first, in words for the evidence; null where they agree. */
export function differenceOf(found: readonly Output[], wanted: Wanted, tolerance: Tolerance): string | null {
  const output = found.find(({ name }) => name === wanted.name);
  if (!output) return `${wanted.name}: not among the outputs`;
  if (wanted.shape && String(wanted.shape) !== String(output.shape)) return `${wanted.name}: shape [${output.shape}] instead of [${wanted.shape}]`;
  const [is, shall] = [flat(output.data), flat(wanted.data)];
  if (is.length !== shall.length) return `${wanted.name}: ${is.length} elements instead of ${shall.length}`;
  const floating = FLOATING.includes(output.datatype);
  const at = is.findIndex((value, place) => !isNear(value, shall[place], tolerance, floating));
  return at < 0 ? null : `${wanted.name}[${at}]: ${JSON.stringify(is[at])} instead of ${JSON.stringify(shall[at])}`;
}

/** What is wrong with the answer to a golden request; null: it is as written. */
export function goldenFault({ outputs, error, tolerance: own }: GoldenRequest, answer: Answer, tolerance: Tolerance): string | null {
  if (error !== undefined) {
    if (answer.status < 400 || answer.status >= 500 || answer.wrong) return `answered with ${answer.status}, not refused`;
    return (answer.error ?? '').includes(error) ? null : `refused with “${answer.error ?? ''}”`;
  }
  if (answer.status !== 200 || answer.wrong) return `${answer.status}: ${answer.error ?? 'no answer of the protocol'}`;
  for (const wanted of outputs ?? []) {
    const difference = differenceOf(answer.outputs, wanted, own ?? tolerance);
    if (difference !== null) return difference;
  }
  return null;
}

/** The first output with something that is no number: JSON has `null` for NaN and infinities. One that a golden request asks for is meant. */
export function notFinite({ outputs }: Answer, wanted: GoldenRequest['outputs'] = []): string | null {
  for (const { name, datatype, data } of outputs) {
    if (!FLOATING.includes(datatype) || wanted.some((each) => each.name === name && flat(each.data).includes(null))) continue;
    const at = flat(data).indexOf(null);
    if (at >= 0) return `${name}[${at}]`;
  }
  return null;
}

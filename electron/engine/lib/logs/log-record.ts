import type { RunLogLine } from '../../../../shared/models/run';

// A kept log is text, one record a line: `o <at> text`, `e <at> text`, in capitals and with `:<bytes>` behind the time where the text was cut.
// After each batch stands `= <next line> <bytes taken of out> <of err>`: what follows it was not written whole.

export type NewLine = Omit<RunLogLine, 'n'>;
export type Mark = { readonly next: number; readonly out: number; readonly err: number };

const RADIX = 36;
const LETTER = { out: 'o', err: 'e' } as const;
const RECORD = /^([oeOE]) ([0-9a-z]+)(?::(\d+))? ([\s\S]*)$/;
const MARK = /^= (\d+) (\d+) (\d+)$/;
// Colours and moves of a terminal, and what no screen shows.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

// oxlint-disable-next-line no-control-regex
const ANY_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/;

export const plainText = (text: string): string => (ANY_CONTROL.test(text) ? text.replace(CONTROLS, '') : text);

export function writeRecord({ at, stream, text, cut }: NewLine): string {
  const letter = LETTER[stream];
  const time = Math.round(at).toString(RADIX);
  return cut === null ? `${letter} ${time} ${text}\n` : `${letter.toUpperCase()} ${time}:${cut} ${text}\n`;
}

export const writeMark = ({ next, out, err }: Mark): string => `= ${next} ${out} ${err}\n`;

export function readMark(record: string): Mark | null {
  const [, next, out, err] = MARK.exec(record) ?? [];
  return next === undefined ? null : { next: Number(next), out: Number(out), err: Number(err) };
}

/** Null for what is no line of the log. */
export function readRecord(record: string): NewLine | null {
  const [, letter = '', time = '', cut, text] = RECORD.exec(record) ?? [];
  if (text === undefined) return null;
  return { at: Number.parseInt(time, RADIX), stream: letter.toLowerCase() === 'o' ? 'out' : 'err', text, cut: cut === undefined ? null : Number(cut) };
}

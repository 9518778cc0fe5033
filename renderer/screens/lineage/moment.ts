const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const two = (value: number): string => String(value).padStart(2, '0');

/** A moment on the reader's own clock, as `2026-03-31 14:05`. A day alone is all of that day: its end. Null: no moment is written so. */
export function readMoment(text: string): number | null {
  const parts = WRITTEN.exec(text.trim())?.slice(1);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const whole = parts[3] === undefined;
  const [hour, minute, second] = whole ? [23, 59, 59] : [Number(parts[3]), Number(parts[4]), Number(parts[5] ?? 0)];
  const date = new Date(year, month - 1, day, hour, minute, second, whole ? 999 : 0);
  const same = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
  return same ? date.getTime() : null;
}

export function writeMoment(at: number): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

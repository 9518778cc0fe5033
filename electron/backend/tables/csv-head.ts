import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { constants } from 'node:zlib';
import { readHead } from './source-files';

const HEAD_BYTES = 256 * 1024;
const DELIMITERS = [',', '\t', ';', '|'] as const;
const unzip = promisify(gunzip);

export type CsvHead = { readonly delimiter: string; readonly names: readonly string[] };

/**
 * Delimiter and names of the first line. Said to DuckDB instead of left to its guessing: a file with broken quotes must fail,
 * and not be read as one column of anything.
 */
export async function csvHead(path: string): Promise<CsvHead> {
  const head = await readHead(path, HEAD_BYTES);
  const bytes = path.endsWith('.gz') ? await unzip(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * HEAD_BYTES }) : head;
  return parseHead(bytes.toString('utf8'));
}

export function parseHead(text: string): CsvHead {
  const counts = new Map<string, number>(DELIMITERS.map((each) => [each, 0]));
  const line = firstRecord(text.replace(/^\ufeff/, ''), (letter) => {
    const count = counts.get(letter);
    if (count !== undefined) counts.set(letter, count + 1);
  });
  const [delimiter] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  return { delimiter, names: split(line, delimiter) };
}

/** Up to the first line end outside of quotes. */
function firstRecord(text: string, outside: (letter: string) => void): string {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (letter === '\n' || letter === '\r') return text.slice(0, at);
    else outside(letter);
  }
  return text;
}

function split(line: string, delimiter: string): string[] {
  const names: string[] = [];
  let name = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === '"' && isQuoted && line.charAt(at + 1) === '"') {
      name += letter;
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === delimiter && !isQuoted) {
      names.push(name);
      name = '';
    } else name += letter;
  }
  return [...names, name];
}

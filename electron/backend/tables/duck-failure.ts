import { AppError, failure, type FailureReason } from '../../../shared/models/failure';

/** Where DuckDB says that it was: `in line 3`, `on Line: 30002`. */
const LINE = /\bline:? (\d+)/i;
const FILE = /(?:file = |file "|file ')([^"'\n]+)/i;
const TEXT_MAX = 600;

/** DuckDB has one class of errors for most of what is wrong with a file; its words tell them apart. */
const SIGNS: readonly (readonly [RegExp, 'invalid' | 'local', FailureReason])[] = [
  [/No space left|max_temp_directory_size|quota exceeded/i, 'local', 'disk-full'],
  [/^Out of Memory/, 'local', 'data-too-large'],
  [/No magic bytes|too small to be a Parquet|magic bytes|footer length|TProtocol|Thrift|out of buffer|deserialize/i, 'invalid', 'data-cut-short'],
  [/not utf-8|Invalid unicode/i, 'invalid', 'data-encoding'],
  [/schema mismatch/i, 'invalid', 'data-schemas-differ'],
  [/No files found|No such file|Cannot open file|Could not open/i, 'local', 'data-gone'],
];

/** What DuckDB said, in our words; its own below them, without our folder (`root`) in it. `source`: what was read, where it does not say which file. */
export function duckFailure(error: unknown, { root, source }: { root?: string; source: string }): AppError {
  if (error instanceof AppError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (said.startsWith('INTERRUPT')) return new AppError(failure('cancelled'), { cause: error });
  const text = (root === undefined ? said : said.replaceAll(`${root}/`, '')).split(/\nPossible |\n+Stack Trace/)[0]?.slice(0, TEXT_MAX) ?? '';
  const file = FILE.exec(text)?.[1]?.trim() ?? source;
  const line = LINE.exec(text)?.[1];
  const [, code, reason] = SIGNS.find(([sign]) => sign.test(said)) ?? ([null, 'invalid', 'data-malformed'] as const);
  const values = { file, where: line === undefined ? file : `${file}:${line}`, ...(line !== undefined && { line }) };
  return new AppError(failure(code, { reason, text, values }), { cause: error });
}

/** A type that was guessed from the first rows may not fit a later one. */
export const isGuessedWrong = (error: unknown): boolean => error instanceof Error && /^Conversion Error|JSON transform error/.test(error.message);
/** A row of the sample breaks the rules, and DuckDB does not say which. */
export const isSniffingError = (error: unknown): boolean => error instanceof Error && error.message.includes('Error when sniffing file');

import { readFile, stat } from 'node:fs/promises';
import { AppError, failure } from '../../../../shared/models/failure';
import type { Credential } from '../cluster-access';
import { bearerHeader, isHeaderValue } from './request-headers';

/** The token that a file holds now. Throws AppError. `shown` names the file in failures. */
export async function readTokenFile(path: string, shown: string, limitBytes: number): Promise<Credential> {
  const fail = (text: string) => new AppError(failure('unauthenticated', { reason: 'credential-file-missing', values: { file: shown }, text }));
  let token: string;
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > limitBytes) throw fail('not a file with a token');
    token = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw fail(error instanceof Error && 'code' in error ? String(error.code) : 'unreadable');
  }
  if (token === '') throw fail('the file is empty');
  if (!isHeaderValue(token)) throw fail('not a token: it holds control characters');
  return { headers: bearerHeader(token), cert: null, key: null, expiresAt: null };
}

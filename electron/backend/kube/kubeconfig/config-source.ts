import { dirname, resolve, sep } from 'node:path';
import { AppError, failure } from '../../../../shared/models/failure';
import { configError } from './config-failure';
import type { StoredFile } from './file-store';

/** Certificates, keys and tokens are small; what is larger is something else. */
export const CREDENTIAL_FILE_LIMIT_BYTES = 1024 * 1024;

/** What resolving a context reads from outside the kubeconfig. */
export type ConfigSource = {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly show: (path: string) => string;
  readonly read: (path: string, limitBytes: number) => StoredFile;
};

/** A path in a kubeconfig is relative to the file that says it. */
export function resolveFrom(file: string, path: string): string {
  return path === '' ? '' : resolve(dirname(file), path);
}

/** A command without a separator is looked for in PATH; any other is a path. */
export function resolveCommand(file: string, command: string): string {
  return command.includes(sep) || command.includes('/') ? resolveFrom(file, command) : command;
}

/** Reads a file that a kubeconfig names. Throws AppError. */
export function readCredentialFile(source: ConfigSource, path: string): string {
  const file = source.read(path, CREDENTIAL_FILE_LIMIT_BYTES);
  return textOf(file, source.show(path));
}

export function textOf(file: StoredFile, shown: string): string {
  switch (file.state) {
    case 'read':
      return Buffer.from(file.data).toString('utf8');
    case 'missing':
      throw configError('credential-file-missing', { file: shown });
    case 'too-large':
      throw configError('kubeconfig-malformed', { file: shown }, 'too large for a certificate, key or token');
    case 'unreadable':
      throw new AppError(failure('local', { reason: 'credential-file-missing', values: { file: shown }, text: file.why }));
  }
}

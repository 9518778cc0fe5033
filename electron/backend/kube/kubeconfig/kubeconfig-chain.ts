import { delimiter, join, resolve, sep } from 'node:path';

/** The files that make up the operator's own configuration, the first the strongest; all absolute. */
export function kubeconfigChain(env: Readonly<NodeJS.ProcessEnv>, homeDir: string): readonly string[] {
  const named = env['KUBECONFIG'];
  if (named === undefined || named === '') return [join(homeDir, '.kube', 'config')];
  const files = named.split(delimiter).filter((part) => part !== '');
  return [...new Set(files.map((file) => resolve(file)))];
}

/** A path as people write it: the home folder shortened to `~`. */
export function showPath(path: string, homeDir: string): string {
  if (homeDir === '' || homeDir === sep) return path;
  if (path === homeDir) return '~';
  return path.startsWith(homeDir + sep) ? `~${path.slice(homeDir.length)}` : path;
}

// `node --import ./e2e/peers/typescript.mjs file.ts`: runs our TypeScript in plain Node, one file at a time, nothing bundled or written.
// For peers that want a process of their own; import.meta.url stays true.
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transformSync } from 'rolldown/utils';

if (isMainThread) register(import.meta.url);

/** Our imports name no extension. */
export function resolve(specifier, context, next) {
  // What newer syntax is written down as; the build brings its own.
  if (specifier.startsWith('@oxc-project/runtime/helpers/')) return next(specifier.replace('@oxc-project/runtime/helpers', '@babel/runtime/helpers/esm'), context);
  if (/^\.\.?\//.test(specifier) && context.parentURL) {
    const url = new URL(`${specifier}.ts`, context.parentURL);
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export function load(url, context, next) {
  if (url.startsWith('file:') && url.endsWith('/package.json')) {
    const { version } = JSON.parse(readFileSync(fileURLToPath(url), 'utf8'));
    return { format: 'module', source: `export const version = ${JSON.stringify(version)};`, shortCircuit: true };
  }
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const path = fileURLToPath(url);
  const { code, errors } = transformSync(path, readFileSync(path, 'utf8'), { target: 'node20', tsconfig: false });
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors.map(({ message }) => message).join('; ')}`);
  return { format: 'module', source: code, shortCircuit: true };
}

import type { MonitorSource } from '../../../../shared/models/drift-monitor';

/** Short, as somebody would name it. */
export function sourceName(source: MonitorSource): string {
  if (source.kind === 'files') return source.path;
  if (source.kind === 'payloads') return source.service;
  if (source.kind === 'objects') return `${source.bucket}/${source.prefix}${source.glob ?? ''}`;
  return source.version === null ? source.dataset : `${source.dataset}@${source.version.slice(0, 8)}`;
}

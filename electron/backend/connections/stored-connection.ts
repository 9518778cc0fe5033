import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { CONNECTION_COLOURS, ConnectionOptions, ConnectionTarget } from '../../../shared/models/connection';
import { ConnectionId } from '../../../shared/models/entity';
import type { Discovered } from '../lib/discovery';

/** How a connection is kept on disk: options, and a reference to where the operator's own tools keep the credentials. */
export const StoredConnection = z.object({
  id: ConnectionId,
  system: z.literal('kubernetes'),
  ref: z.object({ kubeconfig: z.string(), context: z.string() }),
  /** As last seen, for the time when the kubeconfig cannot be read. */
  target: ConnectionTarget,
  options: ConnectionOptions,
});
export type StoredConnection = z.infer<typeof StoredConnection>;

/** Of a place that is only there while it is open. Its options alone are kept on disk. */
export type EmbeddedConnection = Pick<StoredConnection, 'id' | 'target' | 'options'> & { readonly system: 'local' };
/** As it is supervised. */
export type HeldConnection = StoredConnection | EmbeddedConnection;

const SLUG_MAX = 40;

/** A new connection to a discovered place, named after its context; the colour follows from the name, so that two differ at a glance. */
export function newConnection({ ref, target }: Discovered): StoredConnection {
  const slug = ref.context
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_MAX)
    .replaceAll(/^-|-$/g, '');
  const sum = [...ref.context].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return {
    id: `${slug || 'connection'}-${randomBytes(2).toString('hex')}`,
    system: 'kubernetes',
    ref,
    target,
    options: {
      name: ref.context.slice(0, 80),
      labels: { environment: '', site: '', region: '' },
      colour: CONNECTION_COLOURS[sum % CONNECTION_COLOURS.length] ?? 'slate',
      production: /(^|[^a-z])prod/i.test(ref.context),
      readOnly: false,
      namespaces: null,
      enabled: true,
    },
  };
}

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { CONNECTION_COLOURS, ConnectionOptions, ConnectionTarget } from '../../../shared/models/connection';
import { ConnectionId } from '../../../shared/models/entity';
import { ObjectStoreSettings } from '../../../shared/models/object-store';
import type { Discovered } from '../lib/discovery';

const kept = {
  id: ConnectionId,
  /** As last seen, for the time when its source cannot be read. */
  target: ConnectionTarget,
  options: ConnectionOptions,
};
/** Of a cluster: a reference to where the operator's own tools keep the credentials. */
const StoredCluster = z.object({ ...kept, system: z.literal('kubernetes'), ref: z.object({ kubeconfig: z.string(), context: z.string() }) });
export type StoredCluster = z.infer<typeof StoredCluster>;
/** Of an object store: how it is spoken to; what is secret of it is sealed (base64), null where nothing is. */
const StoredStore = z.object({ ...kept, system: z.literal('object-store'), settings: ObjectStoreSettings, sealed: z.string().nullable() });
export type StoredStore = z.infer<typeof StoredStore>;

/** How a connection is kept on disk. */
export const StoredConnection = z.discriminatedUnion('system', [StoredCluster, StoredStore]);
export type StoredConnection = z.infer<typeof StoredConnection>;

/** Of a place that is only there while it is open. Its options alone are kept on disk. */
export type EmbeddedConnection = Pick<StoredCluster, 'id' | 'target' | 'options'> & { readonly system: 'local' };
/** As it is supervised. */
export type HeldConnection = StoredConnection | EmbeddedConnection;

const SLUG_MAX = 40;

/** A new connection to a discovered place, named after its context. */
export function newConnection({ ref, target }: Discovered): StoredCluster {
  return {
    id: newId(ref.context),
    system: 'kubernetes',
    ref,
    target,
    options: { ...newOptions(ref.context), production: /(^|[^a-z])prod/i.test(ref.context) },
  };
}

export function newId(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_MAX)
    .replaceAll(/^-|-$/g, '');
  return `${slug || 'connection'}-${randomBytes(2).toString('hex')}`;
}

/** The colour follows from the name, so that two differ at a glance. */
export function newOptions(name: string): ConnectionOptions {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return {
    name: name.slice(0, 80),
    labels: { environment: '', site: '', region: '' },
    colour: CONNECTION_COLOURS[sum % CONNECTION_COLOURS.length] ?? 'slate',
    production: false,
    readOnly: false,
    namespaces: null,
    enabled: true,
  };
}

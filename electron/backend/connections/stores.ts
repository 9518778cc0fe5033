import { AppError, failure } from '../../../shared/models/failure';
import { NO_SECRET, ObjectStoreSecret, type ObjectStoreSettings } from '../../../shared/models/object-store';
import type { Seal } from '../lib/seal';
import type { Connections } from './connections';
import { newId, newOptions, type StoredStore } from './stored-connection';

type Target = StoredStore['target'];
export type StoresParts = { readonly connections: Connections; readonly seal: Seal; readonly targetOf: (settings: ObjectStoreSettings) => Target };

/** Connections to object stores: their settings, and their secrets, which are sealed wherever they are kept. */
export class Stores {
  constructor(private readonly parts: StoresParts) {}

  /** @returns its id. @throws AppError `local` where it cannot be kept */
  connect(name: string, settings: ObjectStoreSettings, secret: ObjectStoreSecret): string {
    const id = newId(name);
    const { connections, targetOf } = this.parts;
    connections.addStore({
      id,
      system: 'object-store',
      settings,
      sealed: this.#close(id, settings, secret),
      target: targetOf(settings),
      options: newOptions(name),
    });
    return id;
  }

  change(id: string, settings: ObjectStoreSettings, secret: ObjectStoreSecret): void {
    const { connections, targetOf } = this.parts;
    const whole = this.merged(id, settings, secret);
    connections.changeStore({ ...this.stored(id), settings, sealed: this.#close(id, settings, whole), target: targetOf(settings) });
  }

  /** @throws AppError `not-found`, or `unsupported` where it is another kind of connection */
  stored(id: string): StoredStore {
    const { stored } = this.parts.connections.get(id);
    if (stored.system !== 'object-store') throw new AppError(failure('unsupported', { values: { connection: id } }, id));
    return stored;
  }

  /** With what is kept where it is null. Credentials were typed for one place: towards another address they are not used again. */
  merged(id: string | null, settings: ObjectStoreSettings, secret: ObjectStoreSecret): ObjectStoreSecret {
    if (id === null) return secret;
    const stored = this.stored(id);
    const known = this.#opened(id);
    return {
      keys: secret.keys ?? (stored.settings.address === settings.address ? known.keys : null),
      proxy: secret.proxy ?? (stored.settings.proxy === settings.proxy ? known.proxy : null),
    };
  }

  /** What may be shown of the secret. One that cannot be opened here shows nothing. */
  shown(id: string): { readonly accessKeyId: string | null; readonly proxyUser: string | null } {
    const known = this.#opened(id);
    return { accessKeyId: known.keys?.accessKeyId ?? null, proxyUser: known.proxy?.user ?? null };
  }

  #opened(id: string): ObjectStoreSecret {
    try {
      return openSecret(this.parts.seal, this.stored(id));
    } catch (error) {
      // The form is where it is typed again.
      if (error instanceof AppError && error.failure.code === 'local') return NO_SECRET;
      throw error;
    }
  }

  #close(id: string, { credentials, proxy }: ObjectStoreSettings, secret: ObjectStoreSecret): string | null {
    const needed: ObjectStoreSecret = { keys: credentials.kind === 'keys' ? secret.keys : null, proxy: proxy === null ? null : secret.proxy };
    if (credentials.kind === 'keys' && !needed.keys) throw new AppError(failure('invalid', { reason: 'credentials-missing' }));
    return needed.keys || needed.proxy ? this.parts.seal.close(JSON.stringify(needed), sealedOf(id)).toString('base64') : null;
  }
}

/** The secret of one connection opens nothing of another. */
const sealedOf = (id: string) => `connection ${id}`;

/** @throws AppError `local` where it was sealed elsewhere */
export function openSecret(seal: Seal, { id, sealed }: Pick<StoredStore, 'id' | 'sealed'>): ObjectStoreSecret {
  if (sealed === null) return NO_SECRET;
  try {
    return ObjectStoreSecret.parse(JSON.parse(seal.open(Buffer.from(sealed, 'base64'), sealedOf(id))));
  } catch (error) {
    throw new AppError(failure('local', { reason: 'secret-sealed-elsewhere' }, id), { cause: error });
  }
}

import type { ObjectStoreSecret, ObjectStoreSettings } from '../../../../shared/models/object-store';
import { ObjectStoreSession } from './session';

/** Opens object stores; nothing is looked for, because no tool of the operator's lists them. */
export interface ObjectStoreSystem {
  open(settings: ObjectStoreSettings, secret: () => ObjectStoreSecret): ObjectStoreSession;
}

export const createObjectStoreSystem = (env: Readonly<NodeJS.ProcessEnv>): ObjectStoreSystem => ({
  open: (settings, secret) => new ObjectStoreSession({ settings, secret, env }),
});

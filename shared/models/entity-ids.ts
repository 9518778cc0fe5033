/** Ids of what our own stores hold. Without schemas: pages read them at their start. An id begins with its connector's. */

const MODEL = 'local/';
export const modelEntityId = (name: string): string => `${MODEL}${name}`;
/** The name of a model by its id; null where the id is of no model of a workspace. */
export const modelOfEntity = (id: string): string | null => (id.startsWith(MODEL) ? id.slice(MODEL.length) : null);

const MONITOR = 'drift/';
export const monitorEntityId = (id: string): string => `${MONITOR}${id}`;
/** The id of a monitor by that of its entity; null where that is none. */
export const monitorOfEntity = (id: string): string | null => (id.startsWith(MONITOR) ? id.slice(MONITOR.length) : null);

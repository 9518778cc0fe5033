import type { z } from 'zod';
import { actionsApi } from './actions';
import { attentionApi } from './attention';
import { connectionsApi } from './connections';
import { deliveriesApi } from './deliveries';
import { driftApi } from './drift';
import { entitiesApi } from './entities';
import { ledgerApi } from './ledger';
import { objectsApi } from './objects';
import { workspaceApi } from './engine';
import { sampleApi } from './sample';
import { settingsApi } from './settings';
import { workspacesApi } from './workspaces';
import type { Handlers, RequestVerb, WatchVerb } from './verb';

/** Every verb between window (or command line) and backend. Both sides derive their types from this one map. */
export const api = {
  ...connectionsApi,
  ...entitiesApi,
  ...deliveriesApi,
  ...actionsApi,
  ...ledgerApi,
  ...attentionApi,
  ...settingsApi,
  ...workspacesApi,
  ...sampleApi,
  ...objectsApi,
  ...driftApi,
  ...workspaceApi,
} as const;

export type Api = typeof api;
export type ApiHandlers = Handlers<Api>;
export type RequestName = { [K in keyof Api]: Api[K] extends RequestVerb ? K : never }[keyof Api];
export type WatchName = { [K in keyof Api]: Api[K] extends WatchVerb ? K : never }[keyof Api];
export type Input<K extends keyof Api> = z.input<Api[K]['input']>;
export type Output<K extends RequestName> = Api[K] extends RequestVerb<z.ZodType, infer O> ? z.output<O> : never;
export type EventOf<K extends WatchName> = Api[K] extends WatchVerb<z.ZodType, infer E> ? z.output<E> : never;

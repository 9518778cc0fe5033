import type { ConnectionTarget, Right, TestStep } from '../../../../shared/models/connection';
import { failureOf } from '../../../../shared/models/failure';
import type { ObjectStoreSecret, ObjectStoreSettings } from '../../../../shared/models/object-store';
import type { AskedRight, Session } from '../contract';
import type { StoreClient } from './client';
import { targetOf } from './session-target';

export type SessionParts = {
  readonly settings: ObjectStoreSettings;
  /** Opened only when something is sent. @throws AppError `local` */
  readonly secret: () => ObjectStoreSecret;
  readonly env: Readonly<NodeJS.ProcessEnv>;
};

/** One object store under one set of credentials. The SDK is loaded by the first that asks. */
export class ObjectStoreSession implements Session {
  #client: Promise<StoreClient> | undefined;
  /** Something was refused, or the user wants another try: what lies in files is read anew. */
  #fresh = false;

  constructor(private readonly parts: SessionParts) {}

  target = (): ConnectionTarget => targetOf(this.parts.settings);

  /** Asks the store. Credentials that were refused are sought anew by the next that asks. @throws AppError */
  async ask<T>(work: (client: StoreClient) => Promise<T>): Promise<T> {
    const opened = this.client();
    try {
      return await work(await opened);
    } catch (error) {
      if (failureOf(error).code === 'unauthenticated') this.#forget(opened);
      throw error;
    }
  }

  client(): Promise<StoreClient> {
    if (this.#client) return this.#client;
    const opened = this.#open();
    this.#client = opened;
    // What could not be opened is tried again by the next that asks.
    opened.catch(() => {
      if (this.#client === opened) this.#client = undefined;
    });
    return opened;
  }

  async *test(signal: AbortSignal): AsyncGenerator<TestStep> {
    const { settings, secret, env } = this.parts;
    const { testSteps } = await import('./test-steps');
    yield* testSteps({ settings, secret, env, open: () => this.#open() }, signal);
  }

  /** A store tells no rights: what is denied is seen when it is asked for. */
  rights(): Promise<readonly Right[]> {
    return Promise.resolve([]);
  }

  review(asked: readonly AskedRight[]): Promise<readonly Right[]> {
    return Promise.resolve(asked.map((right) => ({ ...right, allowed: 'unknown' as const, why: null })));
  }

  identity(): Promise<null> {
    return Promise.resolve(null);
  }

  /** A store that refuses to list its buckets is alive. */
  async probe(signal: AbortSignal): Promise<void> {
    try {
      await this.ask((client) => client.buckets({ after: null }, signal));
    } catch (error) {
      if (failureOf(error).code !== 'forbidden') throw error;
    }
  }

  retry(): void {
    this.#forget(this.#client);
  }

  close(): void {
    this.#forget(this.#client);
  }

  async #open(): Promise<StoreClient> {
    const { settings, secret, env } = this.parts;
    const fresh = this.#fresh;
    this.#fresh = false;
    const told = secret();
    const [{ StoreClient: Client }, { proxyOf }] = await Promise.all([import('./client'), import('./proxy')]);
    return Client.open({ settings, secret: told, proxy: proxyOf(settings, told, env), fresh });
  }

  /** Reads that are under way end with what they have; a newer client is left alone. */
  #forget(opened: Promise<StoreClient> | undefined): void {
    this.#fresh = true;
    if (!opened || opened !== this.#client) return;
    this.#client = undefined;
    opened.then(
      (client) => client.close(),
      () => undefined,
    );
  }
}

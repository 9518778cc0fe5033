// A gateway in its thread, with models that are made for a test, and callers of it.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeldRevision, Serving } from '../electron/engine/serving/contract';
import { startServing } from '../electron/engine/serving/serving';
import { DEFAULT_SETTINGS, type ServiceSettings } from '../shared/models/service';

export const TOKEN = 'a-token-of-the-tests';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export type Told = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer; readonly json: unknown };
export type Sent = { readonly method?: string; readonly headers?: OutgoingHttpHeaders; readonly body?: string | Uint8Array };

export class ServingStage {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private constructor(
    readonly serving: Serving,
    readonly folder: string,
  ) {}

  static async open(more: Partial<Parameters<typeof startServing>[0]> = {}): Promise<ServingStage> {
    const folder = mkdtempSync(join(tmpdir(), 'serving-'));
    const serving = await startServing({ port: null, tokens: [sha256('another'), sha256(TOKEN)], payloads: join(folder, 'payloads'), ...more });
    return new ServingStage(serving, folder);
  }

  get port(): number {
    return Number(new URL(this.serving.uri).port);
  }

  /** A revision whose file holds these bytes. */
  revision(number: number, file: Uint8Array): HeldRevision {
    const digest = createHash('sha256').update(file).digest('hex');
    const path = join(this.folder, `${digest}.onnx`);
    writeFileSync(path, file);
    return { revision: number, digest, path, bytes: file.length, signature: null };
  }

  /** Weights as pairs of revision and weight. */
  put(name: string, held: readonly HeldRevision[], weights: readonly (readonly [number, number])[], settings: Partial<ServiceSettings> = {}): Promise<void> {
    const shares = weights.map(([revision, weight]) => ({ revision, weight }));
    return this.serving.put({ name, held, weights: shares, settings: { ...DEFAULT_SETTINGS, ...settings } });
  }

  ask(path: string, { method, headers, body }: Sent = {}): Promise<Told> {
    const all = Object.entries({ authorization: `Bearer ${TOKEN}`, ...headers }).filter(([, value]) => value !== undefined);
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          agent: this.#agent,
          headers: Object.fromEntries(all),
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.once('error', reject);
          response.once('end', () => {
            const bytes = Buffer.concat(parts);
            const isJson = response.headers['content-type'] === 'application/json';
            resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, json: isJson ? JSON.parse(bytes.toString()) : null });
          });
        },
      );
      request.once('error', reject);
      request.end(body);
    });
  }

  infer(name: string, inputs: readonly unknown[], headers: OutgoingHttpHeaders = {}): Promise<Told> {
    return this.ask(`/v2/models/${name}/infer`, { body: JSON.stringify({ inputs }), headers });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.serving.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One row of two numbers, for a model that says what it is told. */
export const ROW = { name: 'x', datatype: 'FP32', shape: [1, 2], data: [1, 2] } as const;

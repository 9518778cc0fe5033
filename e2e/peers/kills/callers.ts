import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_NAME } from './serving-script';

const AGAIN_MS = 10;
export type Answer = { readonly at: number; readonly id: string; readonly status: number; readonly revision: number; readonly body: unknown };
export type Place = { readonly uri: string; readonly token: string };

/** Clients of one service, each with one request under way, which ask on when nobody is there. */
export class Callers {
  readonly answers: Answer[] = [];
  /** Requests that were under way when their connection broke, and those that nobody took. */
  lost = 0;
  refused = 0;
  sent = 0;
  /** How the connections of those broke, each kind once. */
  readonly broken = new Set<string>();
  /** What was answered otherwise than asked. */
  readonly faults: string[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #loops: Promise<void>[];
  #stopped = false;

  constructor(
    private readonly place: () => Place,
    count: number,
    private readonly napMs = 0,
  ) {
    this.#loops = Array.from({ length: count }, () => this.#ask());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    this.#agent.destroy();
  }

  async #ask(): Promise<void> {
    while (!this.#stopped) {
      const number = this.sent++;
      try {
        const answer = await askOnce(this.place(), number, this.#agent);
        this.#check(number, answer);
        this.answers.push(answer.status === 200 ? { ...answer, body: null } : answer); // millions, in a long trial
        if (this.napMs > 0) await sleep(this.napMs);
        if (answer.status !== 200) await sleep(AGAIN_MS);
      } catch (error) {
        if (isRefused(error)) this.refused += 1;
        else {
          this.lost += 1;
          this.broken.add(error instanceof Error && 'code' in error ? String(error.code) : String(error));
        }
        await sleep(AGAIN_MS);
      }
    }
  }

  #check(number: number, { id, status, body }: Answer): void {
    if (status !== 200) return;
    const text = JSON.stringify(body);
    if (id !== String(number) || !text.includes(`"data":[${number}]`)) this.faults.push(`${number} was answered with ${text}`);
  }
}

const isRefused = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';

/** @throws where the connection breaks before the whole answer is there */
export function askOnce({ uri, token }: Place, number: number, agent?: Agent): Promise<Answer> {
  const body = JSON.stringify({ id: String(number), inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data: [number] }] });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(`${uri}/v2/models/${SERVICE_NAME}/infer`, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(parts).toString();
        const told: unknown = JSON.parse(text);
        const id = typeof told === 'object' && told !== null && 'id' in told ? String(told.id) : '';
        const revision = Number(response.headers['x-pilothouse-revision'] ?? 0);
        resolve({ at: performance.now(), id, status: response.statusCode ?? 0, revision, body: told });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

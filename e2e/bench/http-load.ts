import { connect, type Socket } from 'node:net';
import { quantile } from './figures';

export type Target = { readonly port: number; readonly path: string; readonly token: string; readonly bodies: readonly string[] };
export type Load = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly byRevision: Readonly<Record<string, number>>;
  /** When the last answer of each came, ms since the epoch. */
  readonly lastAt: Readonly<Record<string, number>>;
  /** Of a paced load: when each request was sent, in the order of the answers, ms since the epoch. */
  readonly sentAt: readonly number[];
};

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** One connection that asks, hears the whole answer, and asks again when it is told to. As little as can be, so that the server is measured. */
class Caller {
  #sentAt = 0;
  #buffer: Buffer = Buffer.alloc(0);
  isBusy = false;
  constructor(
    private readonly socket: Socket,
    private readonly onAnswer: (caller: Caller, ms: number, status: string, revision: string) => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#hear(bytes));
  }
  send(request: Buffer): void {
    this.isBusy = true;
    this.#sentAt = performance.now();
    this.socket.write(request);
  }
  #hear(bytes: Buffer): void {
    this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, bytes]) : bytes;
    const end = this.#buffer.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#buffer.toString('latin1', 0, end).toLowerCase();
    const whole = end + END_OF_HEAD.length + Number(after(head, 'content-length: '));
    if (this.#buffer.length < whole) return;
    this.#buffer = this.#buffer.subarray(whole);
    this.isBusy = false;
    this.onAnswer(this, performance.now() - this.#sentAt, head.slice(9, 12), after(head, 'x-pilothouse-revision: '));
  }
}

function after(head: string, name: string): string {
  const at = head.indexOf(name);
  return at < 0 ? '' : head.slice(at + name.length, head.indexOf('\r', at) < 0 ? undefined : head.indexOf('\r', at));
}

/** `perSecond` null: each connection asks again as soon as it is answered. */
export async function load(target: Target, connections: number, seconds: number, perSecond: number | null): Promise<Load> {
  const requests = target.bodies.map((body) =>
    Buffer.from(
      `POST ${target.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nAuthorization: Bearer ${target.token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const latencies: number[] = [];
  const byRevision: Record<string, number> = {};
  const lastAt: Record<string, number> = {};
  const sentAt: number[] = [];
  let failed = 0;
  let next = 0;
  let isOver = false;
  const request = () => requests[next++ % requests.length] ?? Buffer.alloc(0);
  const onAnswer = (caller: Caller, ms: number, status: string, revision: string) => {
    latencies.push(ms);
    if (status !== '200') failed += 1;
    byRevision[revision] = (byRevision[revision] ?? 0) + 1;
    const now = performance.timeOrigin + performance.now();
    lastAt[revision] = now;
    if (perSecond !== null) sentAt.push(now - ms);
    if (!isOver && perSecond === null) caller.send(request());
  };
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(target.port)));
  const callers = sockets.map((socket) => new Caller(socket, onAnswer));
  const started = performance.now();
  if (perSecond === null) for (const caller of callers) caller.send(request());
  else await pace(callers, request, perSecond, started + seconds * 1_000);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, started + seconds * 1_000 - performance.now())));
  isOver = true;
  const took = (performance.now() - started) / 1_000;
  const counted = latencies.length;
  for (const socket of sockets) socket.destroy();
  return { perSecond: counted / took, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), failed, byRevision, lastAt, sentAt };
}

/** As evenly as timers go; a connection that is busy is passed over. */
async function pace(callers: readonly Caller[], request: () => Buffer, perSecond: number, until: number): Promise<void> {
  const started = performance.now();
  let sent = 0;
  while (performance.now() < until) {
    const due = ((performance.now() - started) / 1_000) * perSecond;
    for (; sent < due; sent++) callers.find(({ isBusy }) => !isBusy)?.send(request());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const open = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });

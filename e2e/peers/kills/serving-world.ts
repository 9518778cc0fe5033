import { type ChildProcess, fork } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionRequest } from '../../../shared/models/action';
import { FromActor, type ToActor } from './actor-messages';
import { World } from './world';

const REPORT_MS = 60_000;
export type Report = Extract<FromActor, { type: 'report' }>;

/** A workspace with models that an app without a window has up, which acts on a service of it. */
export class ServingWorld extends World {
  /** What went wrong in the app in a way that was not foreseen. */
  readonly faults: string[] = [];

  constructor(built: string, staged: string) {
    super(built);
    cpSync(staged, this.folder, { recursive: true });
  }

  override start(): ChildProcess {
    const env = { ...process.env, XDG_RUNTIME_DIR: this.runtime, KUBECONFIG: '' };
    this.app = fork(join(this.built, 'actor/acting-services.js'), [join(this.root, 'data'), this.folder], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.app.on('error', () => undefined); // it was killed while it was told
    this.app.on('message', (raw) => {
      const message = FromActor.parse(raw);
      if (message.type === 'fault') this.faults.push(message.text);
    });
    return this.app;
  }

  tell(message: ToActor): void {
    if (this.app?.connected) this.app.send(message, () => undefined);
  }

  /** One act, to its end. @returns how it ended */
  async act(request: ActionRequest): Promise<string> {
    this.tell({ type: 'do', request });
    return (await this.#hears('ended')).phase;
  }

  /** Once everything on record has an outcome. */
  report(): Promise<Report> {
    this.tell({ type: 'report' });
    return this.#hears('report');
  }

  #hears<T extends FromActor['type']>(type: T): Promise<Extract<FromActor, { type: T }>> {
    const { app } = this;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the app did not tell: ${type}; ${this.faults.join('; ')}`)), REPORT_MS);
      const hear = (raw: unknown) => {
        const message = FromActor.parse(raw);
        if (!isOf(message, type)) return;
        clearTimeout(late);
        app?.off('message', hear);
        resolve(message);
      };
      app?.on('message', hear);
    });
  }
}

const isOf = <T extends FromActor['type']>(message: FromActor, type: T): message is Extract<FromActor, { type: T }> => message.type === type;

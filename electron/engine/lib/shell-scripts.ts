import type { FromEngine, ScriptRequest, ToEngine } from '../../../shared/api/engine-process';

type Waiting = { readonly started: (pid: number | null) => void; readonly ended: (code: number | null) => void };

/** Asks the shell of the app to run scripts: the engine's end of it. */
export class ShellScripts {
  readonly #asked = new Map<number, Waiting>();
  #nextAsk = 1;

  constructor(private readonly tell: (message: FromEngine) => void) {}

  /** Rejects where it could not be started. `onExit` is called once. */
  fork(request: ScriptRequest, onExit: (code: number | null) => void): Promise<{ readonly pid: number }> {
    const ask = this.#nextAsk++;
    return new Promise((resolve, reject) => {
      const started = (pid: number | null) => {
        if (pid !== null) return resolve({ pid });
        this.#asked.delete(ask);
        reject(new Error('the app could not start it'));
      };
      this.#asked.set(ask, { started, ended: onExit });
      this.tell({ type: 'script', ask, request });
    });
  }

  hear(message: Exclude<ToEngine, { type: 'leave' }>): void {
    const waiting = this.#asked.get(message.ask);
    if (message.type === 'script-started') return waiting?.started(message.pid);
    this.#asked.delete(message.ask);
    waiting?.ended(message.code);
  }
}

import { userInfo } from 'node:os';
import type { ConnectionTarget, Right, TestStep } from '../../../shared/models/connection';
import { failureOf } from '../../../shared/models/failure';
import type { EngineLink } from './engine-link';
import type { Supervised } from './supervised';

/**
 * The open workspace as something that connectors read from. Satisfies `Session` of their contract: what is about credentials and rights
 * has no meaning here, since whoever may write the folder may do all that its engine does.
 */
export class WorkspaceSession {
  constructor(private readonly workspace: Supervised) {}

  /** Each engine from now on, beginning with the one that is there; null once there will be none any more. */
  readonly follow = (listener: (link: EngineLink | null) => void): (() => void) => this.workspace.follow(listener);
  /** The engine now. @throws AppError `unreachable` while it is lost */
  readonly link = (): EngineLink => this.workspace.link();

  readonly target = (): ConnectionTarget => {
    const { name, folder } = this.workspace.state;
    return { context: name, server: folder, user: userInfo().username, source: folder, insecure: false };
  };

  async *test(signal: AbortSignal): AsyncIterable<TestStep> {
    const began = performance.now();
    yield { step: 'server', state: 'running', found: null, failure: null, tookMs: null };
    try {
      const { version } = await this.link().request('engine.facts', {}, signal);
      yield { step: 'server', state: 'passed', found: version, failure: null, tookMs: performance.now() - began };
    } catch (error) {
      yield { step: 'server', state: 'failed', found: null, failure: failureOf(error), tookMs: performance.now() - began };
    }
  }

  rights = async (): Promise<readonly Right[]> => [];
  review = async (asked: readonly Pick<Right, 'verb' | 'group' | 'resource' | 'namespace'>[]): Promise<readonly Right[]> =>
    asked.map((right) => ({ ...right, allowed: 'unknown', why: null }));
  identity = async (): Promise<null> => null;

  async probe(signal: AbortSignal): Promise<void> {
    await this.link().request('engine.facts', {}, signal);
  }
  /** Its engine is reached again by whoever opened the workspace. */
  retry(): void {}
  close(): void {}
}

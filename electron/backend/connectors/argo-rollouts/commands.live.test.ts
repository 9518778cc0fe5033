import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RolloutsStage, SOON, start, TIMED } from '../../../../e2e/rollouts-stage';
import type { ActionRequest } from '../../../../shared/models/action';

let stage: RolloutsStage;
beforeAll(async () => {
  stage = await RolloutsStage.start();
}, 120_000);
afterAll(() => stage?.stop());

describe('by hand, with the real kubectl and plugin', () => {
  const shape = async (name: string) => {
    const { phase, currentStepIndex, abort, promoted, pausedBy, manuallyPaused, updatedReplicas } = await stage.stateOf(name);
    return { phase, currentStepIndex, abort, promoted, pausedBy, manuallyPaused, updatedReplicas };
  };
  /** Two of a kind, one by the press and one by its command: they come to the same. */
  const alike = async (pressed: string, typed: string, request: (name: string) => ActionRequest | Promise<ActionRequest>) => {
    await stage.press(pressed, await request(pressed));
    await stage.type(typed, await request(typed));
    await expect.poll(async () => [await shape(typed), await stage.standing(typed)], SOON).toEqual([await shape(pressed), await stage.standing(pressed)]);
  };
  const settled = async (...names: string[]) => {
    for (const name of names) await expect.poll(async () => (await stage.standing(name)).split('/')[0], SOON).toMatch(/^(stable|paused|aborted)$/);
  };
  const asks = (action: Exclude<ActionRequest['action'], 'start' | 'roll-back'>) => (): ActionRequest => ({ action });

  it('does the same as every press on a canary', async () => {
    const [a, b] = ['pressed', 'typed'] as const;
    await Promise.all([stage.canary(a, { steps: TIMED }), stage.canary(b, { steps: TIMED })]);
    const firsts = new Map<string, string>(await Promise.all([a, b].map(async (name) => [name, (await stage.delivery(name)).stableKey ?? ''] as const)));
    const turns: readonly ((name: string) => ActionRequest)[] = [
      (name) => start(name, 2),
      asks('promote'),
      asks('pause'),
      asks('resume'),
      asks('pause'),
      asks('promote'),
      (name) => start(name, 3),
      asks('abort'),
      asks('retry'),
      asks('promote-full'),
      (name) => ({ action: 'roll-back', revision: firsts.get(name) ?? '' }),
      asks('pause'),
      asks('abort'),
      asks('restore'),
      asks('restart'),
    ];
    for (const turn of turns) {
      await alike(a, b, turn);
      await settled(a, b);
    }
  }, 240_000);

  it('does the same where the template is in a Deployment', async () => {
    const [a, b] = ['pressed-ref', 'typed-ref'] as const;
    await Promise.all([stage.workloadRef(a), stage.workloadRef(b)]);
    for (const turn of [(name: string) => start(name, 2), asks('abort'), asks('restore')]) {
      await alike(a, b, turn);
      await settled(a, b);
    }
  }, 120_000);
});

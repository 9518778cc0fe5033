import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryRequest, NAMESPACE, RolloutsStage, SOON, start, TIMED } from '../../../../e2e/rollouts-stage';

const HASH = 'rollouts-pod-template-hash';
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
  const alike = async (pressed: string, typed: string, request: (name: string) => DeliveryRequest | Promise<DeliveryRequest>) => {
    await stage.press(pressed, await request(pressed));
    await stage.type(typed, await request(typed));
    await expect.poll(async () => [await shape(typed), await stage.standing(typed)], SOON).toEqual([await shape(pressed), await stage.standing(pressed)]);
  };
  /** Which of the two revisions a Service of a blue-green one leads to. */
  const leadsTo = async (name: string, side: 'active' | 'preview') => {
    const { currentPodHash, stableRS } = await stage.stateOf(name);
    const hash = await stage.bed.kubectl('get', 'service', `${name}-${side}`, `--namespace=${NAMESPACE}`, `--output=jsonpath={.spec.selector.${HASH}}`);
    return { isCandidate: hash === currentPodHash, isStable: hash === stableRS };
  };
  const settled = async (...names: string[]) => {
    for (const name of names) await expect.poll(async () => (await stage.standing(name)).split('/')[0], SOON).toMatch(/^(stable|paused|aborted)$/);
  };
  const asks = (action: Exclude<DeliveryRequest['action'], 'start' | 'roll-back'>) => (): DeliveryRequest => ({ action });

  it('does the same as every press on a canary', async () => {
    const [a, b] = ['pressed', 'typed'] as const;
    await Promise.all([stage.canary(a, { steps: TIMED }), stage.canary(b, { steps: TIMED })]);
    const firsts = new Map<string, string>(await Promise.all([a, b].map(async (name) => [name, (await stage.delivery(name)).stableKey ?? ''] as const)));
    const turns: readonly ((name: string) => DeliveryRequest)[] = [
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

  it('does the same as every press on a blue-green delivery', async () => {
    const [a, b] = ['pressed-green', 'typed-green'] as const;
    // What was stable is kept long enough for a way back at once.
    const kept = { scaleDownDelaySeconds: 3_600 };
    await Promise.all([stage.blueGreen(a, kept), stage.blueGreen(b, kept)]);
    const firsts = new Map<string, string>(await Promise.all([a, b].map(async (name) => [name, (await stage.delivery(name)).stableKey ?? ''] as const)));
    const turns: readonly ((name: string) => DeliveryRequest)[] = [
      (name) => start(name, 2),
      asks('promote'),
      (name) => start(name, 3),
      asks('abort'),
      asks('retry'),
      asks('promote-full'),
      (name) => start(name, 4),
      asks('abort'),
      asks('restore'),
      (name) => ({ action: 'roll-back', revision: firsts.get(name) ?? '' }),
      asks('restart'),
    ];
    const sides = async (name: string) => [await leadsTo(name, 'active'), await leadsTo(name, 'preview')];
    const seen: string[] = [];
    for (const turn of turns) {
      await alike(a, b, turn);
      await settled(a, b);
      await expect.poll(() => sides(b), SOON).toEqual(await sides(a));
      const [active] = await sides(a);
      seen.push(`${turn(a).action}: ${await stage.standing(a)}, traffic at the ${active?.isCandidate ? 'newest' : 'stable'}`);
    }
    expect(seen).toEqual([
      'start: paused/paused-before-promotion, traffic at the stable',
      'promote: stable/all-ready, traffic at the newest',
      'start: paused/paused-before-promotion, traffic at the stable',
      'abort: aborted/aborted-by-user, traffic at the stable',
      'retry: paused/paused-before-promotion, traffic at the stable',
      'promote-full: stable/all-ready, traffic at the newest',
      'start: paused/paused-before-promotion, traffic at the stable',
      'abort: aborted/aborted-by-user, traffic at the stable',
      'restore: stable/all-ready, traffic at the newest',
      'roll-back: stable/all-ready, traffic at the newest',
      'restart: stable/all-ready, traffic at the newest',
    ]);
  }, 240_000);

  it('does the same as every press on a blue-green delivery that would switch by itself some day, which a promotion of its preview only makes wait anew', async () => {
    const [a, b] = ['pressed-timed', 'typed-timed'] as const;
    const timed = { autoPromotionEnabled: true, autoPromotionSeconds: 3_600 };
    await Promise.all([stage.blueGreen(a, timed), stage.blueGreen(b, timed)]);
    const turns = [
      (name: string) => start(name, 2),
      asks('pause'),
      asks('resume'),
      asks('promote-full'),
      (name: string) => start(name, 3),
      asks('pause'),
      asks('abort'),
    ];
    for (const turn of turns) {
      await alike(a, b, turn);
      await settled(a, b);
    }
    await stage.press(a, { action: 'retry' });
    await settled(a);
    expect((await stage.delivery(a)).offers).not.toContain('promote');
    await stage.controller.plugin('promote', a, `--namespace=${NAMESPACE}`);
    await stage.until(a, 'paused/paused-before-promotion');
    expect(await leadsTo(a, 'active')).toEqual({ isCandidate: false, isStable: true });
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

import { readSteps } from '../../shared/models/release-steps';
import { DEFAULT_RELEASE, ReleasePlan } from '../../shared/models/service';
import type { Options } from './arguments';
import { BadInput } from './exit';

const NONE = 'none';
type Given = Pick<Options, 'steps' | 'blue-green' | 'bake' | 'error-limit' | 'shadow'>;

/** How a candidate gets its traffic, as typed; null where nothing is said of it. @throws BadInput */
export function releasePlanOf(options: Given): ReleasePlan | null {
  const { steps, bake, 'blue-green': blueGreen, 'error-limit': limit, shadow } = options;
  if (steps === undefined && bake === undefined && !blueGreen && limit === undefined && shadow === undefined) return null;
  if (steps !== undefined && blueGreen) throw new BadInput('--blue-green has no steps');
  const parsed = ReleasePlan.safeParse({
    strategy: blueGreen ? 'blue-green' : 'canary',
    steps: blueGreen ? [] : steps === undefined ? DEFAULT_RELEASE.steps : stepsOf(steps),
    bakeSeconds: bake === undefined ? DEFAULT_RELEASE.bakeSeconds : numberIn('bake', bake),
    errorLimit: limit === undefined ? DEFAULT_RELEASE.errorLimit : limit === NONE ? null : numberIn('error-limit', limit),
    shadow: shadow === undefined ? DEFAULT_RELEASE.shadow : numberIn('shadow', shadow),
  });
  if (!parsed.success) throw new BadInput(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return parsed.data;
}

/** `20,50:600`: 20 % until somebody goes on, then 50 % for ten minutes; with `50:600:not-worse` it stays there while the candidate is worse. `none`: promoted as soon as it is loaded. */
function stepsOf(text: string): ReleasePlan['steps'] {
  const steps = text === NONE ? [] : readSteps(text.split(','));
  if (!steps) throw new BadInput(`--steps does not take “${text}”`);
  return steps;
}

function numberIn(name: string, text: string): number {
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(text)) throw new BadInput(`--${name} does not take “${text}”`);
  return Number(text);
}

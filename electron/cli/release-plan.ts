import { DEFAULT_RELEASE, ReleasePlan } from '../../shared/models/service';
import type { Options } from './arguments';
import { BadInput } from './exit';

const NONE = 'none';
type Given = Pick<Options, 'steps' | 'blue-green' | 'bake' | 'error-limit'>;

/** How a candidate gets its traffic, as typed; null where nothing is said of it. @throws BadInput */
export function releasePlanOf(options: Given): ReleasePlan | null {
  const { steps, bake, 'blue-green': blueGreen, 'error-limit': limit } = options;
  if (steps === undefined && bake === undefined && !blueGreen && limit === undefined) return null;
  if (steps !== undefined && blueGreen) throw new BadInput('--blue-green has no steps');
  const parsed = ReleasePlan.safeParse({
    strategy: blueGreen ? 'blue-green' : 'canary',
    steps: blueGreen ? [] : steps === undefined ? DEFAULT_RELEASE.steps : stepsOf(steps),
    bakeSeconds: bake === undefined ? DEFAULT_RELEASE.bakeSeconds : numberIn('bake', bake),
    errorLimit: limit === undefined ? DEFAULT_RELEASE.errorLimit : limit === NONE ? null : numberIn('error-limit', limit),
  });
  if (!parsed.success) throw new BadInput(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return parsed.data;
}

/** `20,50:600`: 20 % until somebody goes on, then 50 % for ten minutes. `none`: promoted as soon as it is loaded. */
const stepsOf = (text: string) =>
  text === NONE
    ? []
    : text.split(',').map((step) => {
        const [weight = '', seconds] = step.split(':');
        return { weight: numberIn('steps', weight), seconds: seconds === undefined ? null : numberIn('steps', seconds) };
      });

function numberIn(name: string, text: string): number {
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(text)) throw new BadInput(`--${name} does not take “${text}”`);
  return Number(text);
}

// A process that plans and confirms on a scripted place, and kills itself at the stop that it is told, or goes on until it is killed.
// `acting-app.ts <folder> <url of the place> <stop>`
import { startActions } from '../actions-under-test';
import { failureOf } from '../../shared/models/failure';
import { scripted } from './scripted-connector';
import { type KillStop, type PlaceLink, reachPlace } from './scripted-place';

const [folder = '', url = '', stop = 'never'] = process.argv.slice(2);
let confirming = false;
const at = (here: KillStop) => {
  if (here === stop) process.kill(process.pid, 'SIGKILL');
};

const far = reachPlace(url);
const place: PlaceLink = {
  read: () => far.read(),
  async promote(fromStep, intent) {
    at('before-send');
    await far.promote(fromStep, intent);
    at('after-send');
  },
};
const played = scripted(place, 1_000_000);
const promote = played.connector.actions?.promote;
const plan = promote?.plan.bind(promote);
if (promote && plan) {
  promote.plan = (...given) => {
    at(confirming ? 'judging' : 'planning');
    return plan(...given);
  };
}

const app = await startActions(folder, played, {
  timing: { landingMs: 200, rereadMs: 20 },
  ledger: (ledger) => ({
    unsettled: () => ledger.unsettled(),
    get: (seq) => ledger.get(seq),
    append(draft) {
      if (draft.kind === 'intent') at('before-intent');
      const appended = ledger.append(draft);
      if (draft.kind === 'intent') at('after-intent');
      return appended;
    },
    settle(draft) {
      at('before-outcome');
      const settled = ledger.settle(draft);
      at('after-outcome');
      return settled;
    },
  }),
});
app.runs.settle();
await app.live();
process.stdout.write('live\n');
for (;;) {
  await played.tell();
  const made = await app.plan();
  at('planned');
  confirming = true;
  try {
    const run = await app.confirm(made);
    await played.tell();
    await app.until(run.intent, ({ endedAt }) => endedAt !== null);
  } catch (error) {
    const { code } = failureOf(error);
    if (code !== 'conflict') throw error; // an earlier one is not settled yet
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  confirming = false;
  process.stdout.write('acted\n');
}

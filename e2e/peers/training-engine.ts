// An engine's room of training in a process of its own, to be killed: opens a workspace, queues runs of its project, says so, and stays.
import { stageTraining } from '../training-under-test';

const [root = '', count = '0', entryPoint = 'main'] = process.argv.slice(2);
const stage = await stageTraining({ root, runsAtOnce: 3, graceMs: 300 });
process.stdout.write('open\n');
for (let n = 0; n < Number(count); n += 1) process.stdout.write(`queued ${await stage.start(entryPoint)}\n`);
setInterval(() => undefined, 1_000);

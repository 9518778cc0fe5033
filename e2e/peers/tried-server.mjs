// A server of a model that says what it is told: `node tried-server.mjs <port> <model folder>`. What else it does lies in the folder, in `behaviour`.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [port, folder] = process.argv.slice(2);
const [behaviour, amount = '0'] = readFileSync(join(folder, 'behaviour'), 'utf8').trim().split(':');
const kept = [];
if (behaviour === 'leaves') spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', folder], { detached: true, stdio: 'ignore' }).unref();

const refused = [400, { error_code: 'BAD_REQUEST', message: 'Failed to enforce schema' }];
function answerTo({ inputs }) {
  const rows = Array.isArray(inputs) ? inputs : inputs?.x; // without a signature, one tensor goes alone
  if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row) && row.length === 2 && row.every(Number.isFinite))) return refused;
  if (behaviour === 'leaks') kept.push(Buffer.alloc(Number(amount) * 1_000, 1));
  const shift = behaviour === 'shifted' ? Number(amount) : 0;
  return [200, { predictions: rows.map((row) => row.map((value) => value + shift)) }];
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return response.writeHead(behaviour === 'never-ready' ? 503 : 200).end();
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (behaviour === 'garbage') return response.end('<html>');
    const [status, told] = answerTo(JSON.parse(Buffer.concat(parts).toString()));
    const answer = () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    if (behaviour === 'slow') setTimeout(answer, Number(amount));
    else if (behaviour !== 'silent') answer();
  });
});
process.stderr.write('behaves as it was told\n');
server.listen(Number(port), '127.0.0.1');

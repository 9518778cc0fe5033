// A server of a model with the faults that no real one has on demand. `node faulty-server.mjs <port> <model folder> <fault>`
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, folder, fault] = process.argv.slice(2);
const big = '9007199254740993';
let asked = 0;
const leaked = [];

/** What it answers to an inference; null: never anything. */
function answerTo(body) {
  asked += 1;
  switch (fault) {
    case 'garbage':
      return [200, '<html>']; 
    case 'no-outputs':
      return [200, '{"predictions":[[1],[1,2]]}'];
    case 'refuses':
      return [422, '{"detail":"no such column"}'];
    case 'fails':
      return [500, '{"error_code":"INTERNAL","message":"out of cheese"}'];
    case 'silent':
      return null;
    case 'leaks':
      leaked.push(Buffer.alloc(20_000_000, 1));
      return [200, '{"predictions":[1.5]}'];
    case 'dies':
      if (asked === 1) break;
      process.stderr.write('dying of the second request\n');
      process.exit(3);
      break;
    case 'echo':
      return [200, JSON.stringify({ predictions: [body] })];
  }
  return [200, `{"model_name":"its-own","outputs":[{"name":"y","datatype":"INT64","shape":[1],"data":[${big}]}],"predictions":[${big}]}`];
}

if (fault === 'ends') {
  process.stderr.write(`no model in ${readdirSync(folder).join(' ')}\n`);
  process.exit(7);
}
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.statusCode = fault === 'never-ready' ? 503 : 200;
    return response.end();
  }
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (fault === 'hangs-up') return request.socket.destroy();
    const answer = answerTo(Buffer.concat(parts).toString());
    if (!answer) return;
    response.writeHead(answer[0], { 'content-type': 'application/json' });
    if (fault === 'drips') {
      const dripping = setInterval(() => response.write(' '), 20);
      return response.once('close', () => clearInterval(dripping));
    }
    if (fault === 'cut') {
      response.write(answer[1].slice(0, 10));
      return setTimeout(() => request.socket.destroy(), 20);
    }
    response.end(answer[1]);
  });
});
process.stdout.write(`listening with ${readdirSync(folder).join(' ')}\n`);
server.listen(Number(port), '127.0.0.1');

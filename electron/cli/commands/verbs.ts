import { api, type Input, type RequestName, type WatchName } from '../../../shared/api/api';
import type { Client } from '../../../shared/api/client';
import { AppError } from '../../../shared/models/failure';
import type { Options } from '../arguments';
import { BadInput, EXIT, type Exit } from '../exit';

const isVerb = (name: string): name is keyof typeof api => Object.hasOwn(api, name);
const isRequest = (name: keyof typeof api): name is RequestName => api[name].kind === 'request';
const isWatch = (name: keyof typeof api): name is WatchName => api[name].kind === 'watch';
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

export function verbs(): Exit {
  for (const [name, { kind }] of Object.entries(api)) process.stdout.write(`${kind.padEnd(8)} ${name}\n`);
  return EXIT.done;
}

/** Every verb of the API as it is: `request <verb> [json]`, `watch <verb> [json]`. */
export async function askVerb(client: Client, { command, rest }: Options): Promise<Exit> {
  const [verb = '', json = '{}'] = rest;
  if (!isVerb(verb)) throw new BadInput(`there is no verb “${verb}”; see pilothouse verbs`);
  const input = parseJson(json); // the other end parses it by the verb's schema
  if (command === 'request' && isRequest(verb)) print(await client.request(verb, input as Input<typeof verb>));
  else if (command === 'watch' && isWatch(verb))
    await new Promise<void>((done, fail) => {
      process.once('SIGINT', () => done());
      process.once('SIGTERM', () => done());
      client.watch(verb, input as Input<typeof verb>, print, (reason) => fail(new AppError(reason)));
    });
  else throw new BadInput(`“${verb}” is asked for by ${api[verb].kind}`);
  return EXIT.done;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`the input is no JSON: ${String(error)}`, { cause: error });
  }
}

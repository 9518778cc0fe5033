import { resolve } from 'node:path';
import type { Client } from '../../../shared/api/client';
import { ActionRequest } from '../../../shared/models/action';
import { ADDRESS_ID, type GatewayAddress } from '../../../shared/models/gateway-address';
import type { Backend } from '../../backend/backend';
import { numberOf, type Options } from '../arguments';
import type { EngineForker } from '../engine-forker';
import { BadInput, EXIT, type Exit } from '../exit';
import { failureText, harmless } from '../text';
import { type OpenedWorkspace, openWorkspace } from '../workspace';
import { carryOut } from './act';

const USAGE = 'pilothouse services address DIR [show | open | close | replace-token | token]';
const VERBS = ['show', 'open', 'close', 'replace-token', 'token'] as const;
type Verb = (typeof VERBS)[number];

/** `services address DIR`: whether other machines reach the services, and that they do or no longer do. */
export async function services(backend: Backend, engines: EngineForker, options: Options): Promise<Exit> {
  const [what, dir, named = 'show', ...more] = options.rest;
  const verb = VERBS.find((each) => each === named);
  if (what !== 'address' || dir === undefined || !verb || more.length > 0) throw new BadInput(USAGE);
  const workspace = await openWorkspace(backend, engines, dir);
  try {
    return await does(verb, backend, workspace, options);
  } finally {
    await workspace.leave(false);
  }
}

async function does(verb: Verb, backend: Backend, { client, connection, attached }: OpenedWorkspace, options: Options): Promise<Exit> {
  if (verb === 'token') {
    await client.request('workspaces.takeAddressToken', { connection }); // it is printed by whoever hands it over
    return EXIT.done;
  }
  if (verb === 'show') {
    const { address } = await client.request('address.get', { connection });
    process.stdout.write(options.json ? `${JSON.stringify(address)}\n` : textOf(address));
    return EXIT.done;
  }
  const request = await requestOf(verb, backend, client, connection, options);
  const { plan } = await client.request('actions.plan', { entity: { connection, kind: 'address', id: ADDRESS_ID }, request });
  const exit = await carryOut(client, plan, options);
  if (exit === EXIT.done && verb !== 'close') await tellToken({ client, connection, attached });
  return exit;
}

/** An engine that ends with this command takes a token along that nobody copied. */
async function tellToken({ client, connection, attached }: Pick<OpenedWorkspace, 'client' | 'connection' | 'attached'>): Promise<void> {
  const { address } = await client.request('address.get', { connection });
  if (!address.token?.isUntaken) return;
  if (attached) process.stderr.write('pilothouse services address DIR token prints the token, once.\n');
  else await client.request('workspaces.takeAddressToken', { connection });
}

async function requestOf(
  verb: 'open' | 'close' | 'replace-token',
  backend: Backend,
  client: Client,
  connection: string,
  options: Options,
): Promise<ActionRequest> {
  const raw =
    verb === 'close'
      ? { action: 'close-address' }
      : verb === 'replace-token'
        ? { action: 'replace-token', overlapMinutes: numberOf('overlap', options.overlap, 0) }
        : await openRequest(backend, client, connection, options);
  const parsed = ActionRequest.safeParse(raw);
  if (!parsed.success) throw new BadInput(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return parsed.data;
}

async function openRequest(backend: Backend, client: Client, connection: string, { host, port, certificate, key }: Options) {
  const { address, hosts, port: proposed } = await client.request('address.get', { connection });
  const chosen = host ?? address.host ?? hosts[0]?.host;
  if (chosen === undefined) throw new BadInput('this machine has no address that others could reach; name one with --host');
  if ((certificate === undefined) !== (key === undefined)) throw new BadInput('--certificate and --key are given together');
  return {
    action: 'open-address',
    host: chosen,
    port: numberOf('port', port, proposed),
    certificate: certificate === undefined || key === undefined ? 'made' : await bring(backend, client, connection, certificate, key),
  };
}

async function bring({ pickedFiles }: Backend, client: Client, connection: string, certificate: string, key: string): Promise<string> {
  const files = { certificate: pickedFiles.hold(resolve(certificate), 'read'), key: pickedFiles.hold(resolve(key), 'read') };
  return (await client.request('workspaces.bringCertificate', { connection, ...files })).fingerprint;
}

function textOf({ state, uri, failure, certificate, certificateFile, token, opened }: GatewayAddress): string {
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const lines = [
    state === 'closed' ? 'closed: the services are called from this machine alone' : uri === null ? 'not open, and it shall be' : `open at ${uri}`,
    ...(failure ? [failureText(failure)] : []),
    ...(opened && state !== 'closed' ? [`opened ${dayOf(opened.at)} by ${opened.by}${opened.why === '' ? '' : `: ${opened.why}`}`] : []),
    ...(certificate
      ? [`certificate ${certificate.fingerprint}`, `  ${certificate.subject}, until ${dayOf(certificate.notAfter)}, in ${certificateFile ?? ''}`]
      : []),
    ...(token ? [`token made ${dayOf(token.madeAt)} by ${token.by}${token.isUntaken ? ', not printed yet' : ''}`] : []),
    ...(token && token.oldUntil !== null ? [`  the one before works until ${dayOf(token.oldUntil)}`] : []),
  ];
  return `${lines
    .flatMap((line) => line.split('\n'))
    .map(harmless)
    .join('\n')}\n`;
}

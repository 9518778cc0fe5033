import { z } from 'zod';
import { engineApi } from '../../../../shared/api/engine';
import type { ActionRequest, Check, Effect, ObjectChange } from '../../../../shared/models/action';
import type { AddressActionId } from '../../../../shared/models/action-id';
import { ADDRESS_ID, ADDRESS_NAME, AddressCommand, type AddressEntity, type GatewayAddress } from '../../../../shared/models/gateway-address';
import { AppError, failure } from '../../../../shared/models/failure';
import { check } from '../../lib/check';
import type { WorkspaceSession } from '../../workspaces/workspace-session';
import { type ConnectorAction, type Draft, NOTHING_TO_SEND } from '../contract';
import { addressGoal } from './address-progress';
import { quote } from './commands';

const DAY_MS = 86_400_000;
/** As they are made (`engine/address/made-certificate.ts`). */
const MADE_DAYS = 397;
const SOON_DAYS = 14;
const SHOWN = 16;
/** The gateway may have to be brought up for it. */
const WITHIN_MS = 30_000;
const ALL = ['0.0.0.0', '::'];

export const readAddress = (session: WorkspaceSession, connection: string, signal: AbortSignal) =>
  session.link().request('address.get', { connection }, signal);

/** The address as an entity. Another token can be had as soon as there is one. */
export function mapAddress({ state, uri, generation, token }: GatewayAddress, connection: string): AddressEntity {
  const offers = ['open-address', ...(state === 'closed' ? [] : ['close-address']), ...(token ? ['replace-token'] : [])] as AddressActionId[];
  return { connection, kind: 'address', id: ADDRESS_ID, uid: ADDRESS_ID, engine: 'local', namespace: '', name: ADDRESS_NAME, state, uri, generation, offers };
}

const Write = z.strictObject({ expected: z.number().int(), command: AddressCommand, shows: z.strictObject({ before: z.string(), after: z.string() }) });
type Write = z.infer<typeof Write>;
type Judged = z.infer<(typeof engineApi)['engine.judgeAddress']['output']>;
type OpenRequest = Extract<ActionRequest, { action: 'open-address' }>;
/** What an act would do, apart from its checks. */
type Sketch = { readonly command: AddressCommand; readonly effects: readonly Effect[]; readonly after: string; readonly undo: ActionRequest | null };

const action: ConnectorAction<WorkspaceSession> = {
  async plan(session, key, request, _context, signal) {
    const { address } = await readAddress(session, key.connection, signal);
    const judged = request.action === 'open-address' ? await session.link().request('engine.judgeAddress', wantedOf(request), signal) : null;
    const checks = [offered(address, request, key.connection), ...(judged && request.action === 'open-address' ? openChecks(request, judged) : [])];
    const { state: _, uri: __, generation: ___, offers: ____, ...target } = mapAddress(address, key.connection);
    const base = { ...NOTHING_TO_SEND, target: { ...target, objectKind: 'Gateway' }, version: String(address.generation), rights: null, checks };
    if (checks.some(({ outcome }) => outcome === 'fail')) return base;
    const { command, effects, after, undo } = sketch(address, request, judged);
    const write: Write = { expected: address.generation, command, shows: { before: shown(address), after } };
    return {
      ...base,
      effects,
      commands: commandsOf(session.target().source, request),
      undo,
      writes: [write],
      goal: addressGoal(command.verb === 'open' ? 'open' : command.verb === 'close' ? 'closed' : null, address.generation),
      awaited: 'address',
      withinMs: WITHIN_MS,
    } satisfies Draft;
  },

  async preview(_session, draft): Promise<readonly ObjectChange[]> {
    const shows = draft.writes.map((raw) => Write.parse(raw).shows);
    return shows.filter(({ before, after }) => before !== after).map((each) => ({ object: ADDRESS_NAME, ...each })); // another token is reached alike
  },

  async execute(session, draft, note, permit, signal) {
    for (const raw of draft.writes) {
      const { expected, command } = Write.parse(raw);
      const mover = { by: note.who, why: note.reason, entry: permit.intent, ledger: permit.ledger };
      await session.link().request('engine.moveAddress', { expected, command, ...mover }, signal);
    }
    return { auditIds: [] };
  },
};

export const addressActions = { 'open-address': action, 'close-address': action, 'replace-token': action } satisfies Record<
  AddressActionId,
  ConnectorAction<WorkspaceSession>
>;

const wantedOf = ({ host, port, certificate }: OpenRequest) => ({ host, port, certificate });

function offered(address: GatewayAddress, { action: asked }: ActionRequest, connection: string): Check {
  if (mapAddress(address, connection).offers.includes(asked)) return check('offered', 'pass');
  const values = { action: asked, state: address.state, reason: address.state };
  return check('offered', 'fail', values, failure('conflict', { reason: 'not-offered', values }, connection));
}

function openChecks({ host, port, certificate }: OpenRequest, { host: foreign, port: taken, certificate: bad, facts, isNamed }: Judged): Check[] {
  const own = foreign ? check('address-own', 'fail', { host }, foreign) : check('address-own', ALL.includes(host) ? 'warn' : 'pass', { host });
  // Where the address is none of this machine, nothing can be said of its ports.
  const free = taken ? check('port-free', 'fail', { port: String(port) }, taken) : check('port-free', foreign ? 'unknown' : 'pass', { port: String(port) });
  const values: Record<string, string> = certificate === 'made' ? {} : { fingerprint: certificate.slice(0, SHOWN) };
  if (bad) return [own, free, check('certificate-good', 'fail', values, bad)];
  const isSoon = facts !== null && facts.notAfter - Date.now() < SOON_DAYS * DAY_MS;
  if (facts) values['until'] = dayOf(facts.notAfter);
  return [own, free, check('certificate-good', isSoon || !isNamed ? 'warn' : 'pass', values)];
}

function sketch(address: GatewayAddress, request: ActionRequest, judged: Judged | null): Sketch {
  const { host, port, certificate, uri, state } = address;
  const again: ActionRequest | null =
    host !== null && port !== null && certificate
      ? { action: 'open-address', host, port, certificate: certificate.made ? 'made' : certificate.fingerprint }
      : null;
  if (request.action === 'open-address') {
    const to = judged?.uri ?? '';
    return {
      command: { verb: 'open', ...wantedOf(request) },
      effects: [
        { id: 'opens-address', values: { uri: to } },
        judged?.facts
          ? { id: 'uses-certificate', values: { fingerprint: judged.facts.fingerprint.slice(0, SHOWN), until: dayOf(judged.facts.notAfter) } }
          : { id: 'makes-certificate', values: { days: String(MADE_DAYS) } },
        { id: address.token ? 'keeps-token' : 'makes-token', values: {} },
      ],
      after: `${LOOPBACK}${to}: TLS, token\n`,
      undo: state === 'closed' ? { action: 'close-address' } : again,
    };
  }
  if (request.action === 'close-address')
    return { command: { verb: 'close' }, effects: [{ id: 'closes-address', values: { uri: uri ?? '' } }], after: LOOPBACK, undo: again };
  if (request.action === 'replace-token') {
    const { overlapMinutes } = request;
    const ends: Effect = overlapMinutes > 0 ? { id: 'ends-token-later', values: { minutes: String(overlapMinutes) } } : { id: 'ends-token-now', values: {} };
    return { command: { verb: 'replace-token', overlapMinutes }, effects: [{ id: 'replaces-token', values: {} }, ends], after: shown(address), undo: null };
  }
  throw new AppError(failure('unsupported', { reason: 'action-unsupported', values: { action: request.action } }));
}

const LOOPBACK = '127.0.0.1: token\n';
const shown = ({ uri }: GatewayAddress): string => (uri === null ? LOOPBACK : `${LOOPBACK}${uri}: TLS, token\n`);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The same from the command line. Files of a certificate are the user's to name. */
function commandsOf(folder: string, request: ActionRequest): readonly string[] {
  const begin = ['npx', 'pilothouse', 'services', 'address', folder];
  const own = request.action === 'open-address' && request.certificate !== 'made' ? ['--certificate', 'FILE', '--key', 'FILE'] : [];
  const words =
    request.action === 'open-address'
      ? ['open', '--host', request.host, '--port', String(request.port), ...own]
      : request.action === 'replace-token'
        ? ['replace-token', '--overlap', String(request.overlapMinutes)]
        : ['close'];
  return [[...begin, ...words].map(quote).join(' ')];
}

import { join } from 'node:path';
import type { engineApi } from '../../../shared/api/engine';
import type { addressApi } from '../../../shared/api/address';
import type { Handlers } from '../../../shared/api/verb';
import type { AddressCommand, GatewayAddress, OwnHost } from '../../../shared/models/gateway-address';
import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import type { Log } from '../../backend/lib/log';
import type { Changed, Registry } from '../contract';
import { writeWhole } from '../../backend/lib/write-whole';
import type { Serving } from '../serving/contract';
import { type AddressRow, AddressStore, type StoredCertificate } from './address-store';
import { AddressTokens } from './address-tokens';
import { Certificates } from './certificates';
import { judgeAddress, type JudgedAddress, uriOf, type Wanted } from './judge-address';
import { factsOf } from './judge-certificate';
import { hostsFor, ownHosts } from './own-hosts';
import type { Seal } from '../../backend/lib/seal';

export { MIGRATIONS } from './tables';

const AGAIN_MS = 5_000;
const PORT = 8_443;
export const CERTIFICATE_FILE = 'gateway-certificate.pem';

export type AddressOptions = {
  readonly registry: Registry;
  /** Where the certificate is put for callers to be given. */
  readonly folder: string;
  readonly seal: Seal;
  /** The gateway, brought up where it is not. */
  readonly gateway: () => Promise<Serving>;
  readonly changed: Changed;
  readonly log: Log;
  readonly now: () => number;
  /** Addresses of this machine. */
  readonly hosts?: () => readonly OwnHost[];
};

type Verbs = typeof addressApi & Pick<typeof engineApi, 'engine.moveAddress' | 'engine.judgeAddress' | 'engine.bringCertificate' | 'engine.takeAddressToken'>;
type Move = Parameters<Handlers<typeof engineApi>['engine.moveAddress']>[0];
type Open = Extract<AddressCommand, { verb: 'open' }>;

/** The address of the gateway beyond loopback: closed until the user opens it, with a token and TLS always. */
export class OuterAddress {
  readonly #options: AddressOptions;
  readonly #store: AddressStore;
  readonly #tokens: AddressTokens;
  readonly #certificates: Certificates;
  #row: AddressRow;
  /** It listens. */
  #isUp = false;
  #why: Failure | null = null;
  /** What listens to the gateway's news. */
  #heard: Serving | null = null;
  /** Acts come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: AddressOptions) {
    this.#options = options;
    const { registry, seal, now } = options;
    this.#store = new AddressStore(registry);
    this.#tokens = new AddressTokens(this.#store, now);
    this.#certificates = new Certificates(this.#store, seal, now);
    this.#row = this.#store.row();
  }

  /** As it was when the engine ended; nobody waits for it. Where it cannot be it is tried again. */
  open(): void {
    if (this.#row.isOpen) void this.#inTurn(() => this.#reopen());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    await this.#turn;
  }

  readonly handlers: Handlers<Verbs> = {
    'address.get': () => ({
      address: this.#told(),
      hosts: [...this.#hosts()],
      brought: this.#certificates.own(this.#row.certificate),
      port: this.#row.port ?? PORT,
    }),
    'engine.moveAddress': (move) => this.#inTurn(() => this.#move(move)),
    'engine.judgeAddress': (wanted) => this.#judge(wanted),
    'engine.bringCertificate': ({ certificate, key }) => {
      const facts = this.#certificates.bring(certificate, key);
      this.#tell();
      return facts;
    },
    'engine.takeAddressToken': () => {
      const token = this.#tokens.take();
      if (token === null) throw new AppError(failure('not-found', { reason: 'token-taken' }));
      this.#tell();
      return { token };
    },
  };

  #hosts(): readonly OwnHost[] {
    return this.#options.hosts?.() ?? ownHosts();
  }

  #told(): GatewayAddress {
    const { isOpen, since, host, port, certificate, opened, closed, generation } = this.#row;
    const kept = certificate === null ? null : this.#store.certificate(certificate);
    const [token, old] = this.#tokens.live();
    const isListening = isOpen && this.#isUp;
    return {
      state: isListening ? 'open' : isOpen ? 'failed' : 'closed',
      since,
      failure: isOpen ? this.#why : null,
      host,
      port,
      uri: isListening && host !== null && port !== null ? uriOf(host, port, this.#hosts()) : null,
      certificate: kept && factsOf(kept.pem, kept.made),
      certificateFile: kept && join(this.#options.folder, CERTIFICATE_FILE),
      token: token ? { madeAt: token.madeAt, by: token.by, isUntaken: this.#tokens.isUntaken, oldUntil: old?.until ?? null } : null,
      opened,
      closed,
      generation,
    };
  }

  #judge({ host, port, certificate }: Wanted): Promise<JudgedAddress> {
    const isOurs = this.#isUp && host === this.#row.host && port === this.#row.port;
    const facts = { hosts: this.#hosts(), certificates: this.#certificates, isOurs, now: this.#options.now() };
    return judgeAddress({ host, port, certificate }, facts);
  }

  async #move({ expected, command, by, why }: Move) {
    if (expected !== this.#row.generation) throw new AppError(failure('conflict', { reason: 'object-changed' }));
    const at = this.#options.now();
    const act = { at, by, why };
    if (command.verb === 'open') await this.#openAs(command, act);
    else if (command.verb === 'close') await this.#shut(act);
    else await this.#replaceToken(command.overlapMinutes, act);
    this.#tell();
    return { at, generation: this.#row.generation };
  }

  /** It listens before it is kept: what cannot be opened changes nothing. */
  async #openAs({ host, port, certificate }: Open, act: Act): Promise<void> {
    const judged = await this.#judge({ host, port, certificate });
    const refused = judged.host ?? judged.port ?? judged.certificate;
    if (refused) throw new AppError(refused);
    const before = this.#row;
    const used = certificate === 'made' ? this.#certificates.made(hostsFor(host, this.#hosts()), before.certificate) : this.#certificates.find(certificate);
    const row: AddressRow = {
      ...before,
      isOpen: true,
      since: act.at,
      host,
      port,
      certificate: used.fingerprint,
      opened: act,
      generation: before.generation + 1,
    };
    const serving = await this.#serving();
    const isNew = this.#tokens.live().length === 0;
    let keep: () => void = () => undefined;
    // Nobody knows a token before it is on disk: the door opens with none, where there is none yet.
    await serving.door({ host, port, certificate: used.pem, key: this.#certificates.keyOf(used), tokens: this.#tokens.doorTokens() });
    try {
      this.#options.registry.write(() => {
        if (isNew) keep = this.#tokens.replace(act.by, 0);
        this.#store.putCertificate(used);
        this.#store.putRow(row);
      }, true);
    } catch (error) {
      await this.#back(serving);
      throw error;
    }
    keep();
    this.#row = row;
    this.#came(null);
    await this.#show(serving, used);
  }

  /** On disk first: an engine that is killed now does not open it again. */
  async #shut(act: Act): Promise<void> {
    const row: AddressRow = { ...this.#row, isOpen: false, since: act.at, closed: act, generation: this.#row.generation + 1 };
    clearTimeout(this.#again);
    let why: Failure | null = null;
    try {
      this.#options.registry.write(() => this.#store.putRow(row), true);
    } catch (error) {
      why = failureOf(error);
    }
    this.#isUp = false; // whatever became of the record
    this.#why = why;
    // One that is being started again does not open it any more: it was told so before it was asked.
    await this.#heard?.door(null).catch(() => undefined);
    if (why) throw new AppError(why);
    this.#row = row;
  }

  async #replaceToken(overlapMinutes: number, act: Act): Promise<void> {
    const row = { ...this.#row, generation: this.#row.generation + 1 };
    let keep: () => void = () => undefined;
    this.#options.registry.write(() => {
      keep = this.#tokens.replace(act.by, overlapMinutes);
      this.#store.putRow(row);
    }, true);
    keep();
    this.#row = row;
    if (!this.#isUp || row.certificate === null) return;
    try {
      await this.#show(await this.#serving(), this.#certificates.find(row.certificate));
    } catch (error) {
      this.#came(failureOf(error)); // the new token is the one that counts: it is told again
    }
  }

  /** Told to the gateway with the tokens that there are, and to callers as a file. */
  async #show(serving: Serving, used: StoredCertificate): Promise<void> {
    const { host, port } = this.#row;
    if (host === null || port === null) return;
    await serving.door({ host, port, certificate: used.pem, key: this.#certificates.keyOf(used), tokens: this.#tokens.doorTokens() });
    try {
      writeWhole(join(this.#options.folder, CERTIFICATE_FILE), used.pem);
    } catch (error) {
      this.#options.log.warn('the certificate could not be put beside the workspace', { text: String(error) });
    }
  }

  /** It could not be kept: as it was before. */
  async #back(serving: Serving): Promise<void> {
    this.#isUp = false;
    await serving.door(null);
    if (this.#row.isOpen) await this.#reopen();
  }

  async #reopen(): Promise<void> {
    clearTimeout(this.#again);
    const { isOpen, certificate } = this.#row;
    if (!isOpen || certificate === null || this.#isClosed) return;
    try {
      const used = this.#certificates.find(certificate);
      this.#certificates.keyOf(used);
      await this.#show(await this.#serving(), used);
      this.#came(null);
    } catch (error) {
      this.#came(failureOf(error));
    }
  }

  async #serving(): Promise<Serving> {
    const serving = await this.#options.gateway();
    if (this.#heard !== serving) serving.onDoor((why) => (why ? this.#came(why) : void this.#inTurn(() => this.#reopen()))); // the tokens may be others by now
    this.#heard = serving;
    return serving;
  }

  /** It listens (null), or why it does not: then it is tried again. */
  #came(why: Failure | null): void {
    if (this.#isClosed) return;
    clearTimeout(this.#again);
    if (why && this.#row.isOpen) {
      if (why.detail.reason !== this.#why?.detail.reason)
        this.#options.log.warn('the address beyond this machine is not open', { reason: why.detail.reason, text: why.detail.text });
      this.#again = setTimeout(() => void this.#inTurn(() => this.#reopen()), AGAIN_MS);
    }
    this.#isUp = why === null;
    this.#why = why;
    this.#tell();
  }

  #tell(): void {
    this.#options.changed('services', ADDRESS_TOPIC);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined); // told to whoever asked
    return done;
  }
}

type Act = { readonly at: number; readonly by: string; readonly why: string };
/** No service has such a name. */
const ADDRESS_TOPIC = '*address';

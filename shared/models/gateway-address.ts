import { z } from 'zod';
import { ActionId } from './action-id';
import { type Entity, EntityKey } from './entity';
import { Failure } from './failure';

const at = z.number().int();
const sha256 = z.string().regex(/^[a-f0-9]{64}$/);

/** An address of this machine that others reach, as a number: names may come to mean another machine. `0.0.0.0` and `::` are all of them. */
export const AddressHost = z.union([z.ipv4(), z.ipv6()]);
export const AddressPort = z.number().int().min(1).max(65_535);
/** One that Pilothouse makes; or the user's own, by its SHA-256, after it was brought in. */
export const CertificateChoice = z.union([z.literal('made'), sha256]);

/** How long the token before goes on working after it was replaced. */
export const OVERLAP_MINUTES_MAX = 7 * 24 * 60;
export const OverlapMinutes = z.number().int().min(0).max(OVERLAP_MINUTES_MAX);

/** What is public of a certificate. */
export const CertificateFacts = z.object({
  /** SHA-256 of the certificate, hex. */
  fingerprint: sha256,
  subject: z.string(),
  /** Names and addresses that it is good for. */
  names: z.array(z.string()),
  notBefore: at,
  notAfter: at,
  /** Pilothouse made it, and signed it with its own key: callers have to be given it. */
  made: z.boolean(),
});
export type CertificateFacts = z.infer<typeof CertificateFacts>;

const Act = z.object({ at, by: z.string(), why: z.string() });

/** The address of the gateway beyond loopback. `failed`: it shall be open and is not; it is tried again. */
export const GatewayAddress = z.object({
  state: z.enum(['closed', 'open', 'failed']),
  since: at,
  failure: Failure.nullable(),
  /** As it was set last; null where it never was. */
  host: AddressHost.nullable(),
  port: AddressPort.nullable(),
  /** What others call: null while it is closed. */
  uri: z.string().nullable(),
  certificate: CertificateFacts.nullable(),
  /** The certificate as a file of the workspace, for callers to trust; null where there is none. */
  certificateFile: z.string().nullable(),
  token: z
    .object({
      madeAt: at,
      by: z.string(),
      /** It can be copied still: once, and only until the engine ends. */
      isUntaken: z.boolean(),
      /** The one before works until then. */
      oldUntil: at.nullable(),
    })
    .nullable(),
  opened: Act.nullable(),
  closed: Act.nullable(),
  /** Changes with every act on it. */
  generation: z.number().int().nonnegative(),
});
export type GatewayAddress = z.infer<typeof GatewayAddress>;

/** An address of this machine. */
export const OwnHost = z.object({ host: AddressHost, card: z.string() });
export type OwnHost = z.infer<typeof OwnHost>;

/** What the engine is asked to do with it, after intent was written. */
export const AddressCommand = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('open'), host: AddressHost, port: AddressPort, certificate: CertificateChoice }),
  z.strictObject({ verb: z.literal('close') }),
  z.strictObject({ verb: z.literal('replace-token'), overlapMinutes: OverlapMinutes }),
]);
export type AddressCommand = z.infer<typeof AddressCommand>;

/** The address as the inventory holds it: what moves it. The rest is asked for. */
export const AddressEntity = EntityKey.extend({
  kind: z.literal('address'),
  uid: z.string(),
  engine: z.literal('local'),
  namespace: z.literal(''),
  name: z.string(),
  ...GatewayAddress.pick({ state: true, uri: true, generation: true }).shape,
  offers: z.array(ActionId),
});
export type AddressEntity = z.infer<typeof AddressEntity>;

/** A workspace has one. */
export const ADDRESS_ID = 'local/address';
export const ADDRESS_NAME = 'gateway';
/** What the inventory holds under this kind was mapped by a connector or parsed from the store: the kind alone tells its shape. */
export const isAddress = (entity: Entity): entity is Entity & AddressEntity => entity.kind === 'address';

/** As it stands in an address: `[::1]`. */
export const hostInUri = (host: string): string => (host.includes(':') ? `[${host}]` : host);

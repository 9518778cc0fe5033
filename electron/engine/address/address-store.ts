import { z } from 'zod';
import { AddressHost, AddressPort, GatewayAddress } from '../../../shared/models/gateway-address';
import type { Registry } from '../contract';

/** How it is set. */
export const AddressRow = z.object({
  isOpen: z.boolean(),
  since: z.number(),
  host: AddressHost.nullable(),
  port: AddressPort.nullable(),
  certificate: z.string().nullable(),
  opened: GatewayAddress.shape.opened,
  closed: GatewayAddress.shape.closed,
  generation: z.number().int(),
});
export type AddressRow = z.infer<typeof AddressRow>;
const NEVER: AddressRow = { isOpen: false, since: 0, host: null, port: null, certificate: null, opened: null, closed: null, generation: 0 };

export type StoredCertificate = { readonly fingerprint: string; readonly pem: string; readonly key: Uint8Array; readonly made: boolean };
const CertificateRow = z
  .object({ fingerprint: z.string(), pem: z.string(), key: z.instanceof(Uint8Array), made: z.number() })
  .transform((row) => ({ ...row, made: row.made === 1 }));

/** Newest first. `until`: it was replaced, and works until then. */
export type StoredToken = { readonly hash: string; readonly madeAt: number; readonly by: string; readonly until: number | null };
const TokenRow = z.object({ hash: z.string(), madeAt: z.number(), by: z.string(), until: z.number().nullable() });

/** What is kept of the address. */
export class AddressStore {
  constructor(private readonly registry: Registry) {}

  row(): AddressRow {
    const found = z.object({ json: z.string() }).optional().parse(this.registry.database.prepare('SELECT json FROM gateway_address').get());
    // One that another Pilothouse kept in another form opens nothing.
    return (found && AddressRow.safeParse(JSON.parse(found.json)).data) ?? NEVER;
  }

  putRow(row: AddressRow): void {
    this.registry.database.prepare('INSERT OR REPLACE INTO gateway_address VALUES (1, ?)').run(JSON.stringify(row));
  }

  certificate(fingerprint: string): StoredCertificate | null {
    const row = this.registry.database.prepare('SELECT fingerprint, pem, key, made FROM gateway_certificate WHERE fingerprint = ?').get(fingerprint);
    return CertificateRow.optional().parse(row) ?? null;
  }

  /** The only one that is kept. */
  putCertificate({ fingerprint, pem, key, made }: StoredCertificate): void {
    const { database } = this.registry;
    database.prepare('DELETE FROM gateway_certificate').run();
    database.prepare('INSERT INTO gateway_certificate VALUES (?, ?, ?, ?)').run(fingerprint, pem, Buffer.from(key), made ? 1 : 0);
  }

  tokens(): StoredToken[] {
    const rows = this.registry.database.prepare('SELECT hash, made_at AS madeAt, by, until FROM gateway_token ORDER BY until IS NOT NULL, made_at DESC').all();
    return z.array(TokenRow).parse(rows);
  }

  /** All that there are from now on. */
  putTokens(tokens: readonly StoredToken[]): void {
    const { database } = this.registry;
    database.prepare('DELETE FROM gateway_token').run();
    const put = database.prepare('INSERT INTO gateway_token VALUES (?, ?, ?, ?)');
    for (const { hash, madeAt, by, until } of tokens) put.run(hash, madeAt, by, until);
  }
}

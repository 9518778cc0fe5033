// DER, as far as certificates need it: tag, length, value, all the way down.

export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, body]);
}
export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
export const octets = (value: Buffer): Buffer => der(0x04, value);
export const bits = (value: Buffer, unused = 0): Buffer => der(0x03, Buffer.from([unused]), value);
const text = (value: string) => der(0x0c, Buffer.from(value));
const TRUE = der(0x01, Buffer.from([0xff]));

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}

const attribute = (type: string, value: string) => der(0x31, sequence(oid(type), text(value)));
export const distinguishedName = (name: string, organizations: readonly string[] = []): Buffer =>
  sequence(...organizations.map((organization) => attribute('2.5.4.10', organization)), attribute('2.5.4.3', name));
/** UTCTime: YYMMDDHHMMSSZ, right for the years to 2049. */
const time = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
export const validity = (from: number, to: number): Buffer => sequence(time(from), time(to));
export const extension = (id: string, value: Buffer, isCritical = false): Buffer => sequence(oid(id), ...(isCritical ? [TRUE] : []), octets(value));
export const isAuthority: Buffer = sequence(TRUE);

export function pemOf(label: string, bytes: Buffer): string {
  return `-----BEGIN ${label}-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
}

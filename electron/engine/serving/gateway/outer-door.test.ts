import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, codeOf, DOOR_TOKEN, hashOf, HOST, makeDoor, plain } from '../../../../e2e/door-stage';
import { identityModel } from '../../../../e2e/peers/small-onnx';
import { ServingStage, TOKEN } from '../../../../e2e/serving-stage';
import { failureOf } from '../../../../shared/models/failure';
import type { Door } from '../contract';
import { makeCertificate } from '../../address/made-certificate';

let stage: ServingStage;
let door: Door;
const BODY = JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [1.5, -1] }] });
const READY = '/v2/health/ready';

beforeAll(async () => {
  stage = await ServingStage.open();
  await stage.put('echo', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
  door = await makeDoor();
  await stage.serving.door(door);
});
afterAll(() => stage.close());

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('who is let in', () => {
  test('a caller with the token is answered as on this machine', async () => {
    const { status, body } = await call(door, '/v2/models/echo/infer', { body: BODY });
    expect([status, JSON.parse(body).outputs[0].data]).toEqual([200, [1.5, -1]]);
  });

  test('without the token nothing is told, not even whether it is ready; nor with the token of this machine', async () => {
    const none = await call(door, READY, { headers: { authorization: '' } });
    expect([none.status, none.headers['connection'], none.headers['www-authenticate']]).toEqual([401, 'close', 'Bearer']);
    expect((await call(door, READY, bearer('wrong'))).status).toBe(401);
    expect((await call(door, '/v2/models/echo', bearer(TOKEN))).status).toBe(401);
    expect((await call(door, READY, { headers: { authorization: `Basic ${DOOR_TOKEN}` } })).status).toBe(401);
    expect((await call(door, READY)).status).toBe(200);
  });

  test('the token of callers from elsewhere is none on this machine, where nothing changed', async () => {
    expect((await stage.ask('/v2', { headers: bearer(DOOR_TOKEN).headers })).status).toBe(401);
    expect((await stage.ask('/v2')).status).toBe(200);
    expect((await stage.ask(READY, { headers: { authorization: undefined } })).status).toBe(200);
  });

  test('a Host that the certificate is not made out for, another port and a page are refused before the token is looked at', async () => {
    const as = (host: string, more: Record<string, string> = {}) =>
      call(door, READY, { headers: { host, ...more }, servername: 'models.example' }).then(({ status }) => status);
    expect(await as(`models.example:${door.port}`)).toBe(200);
    expect(await as(`${HOST}:${door.port}`)).toBe(200);
    expect(await as(`evil.example:${door.port}`)).toBe(403);
    expect(await as(`${HOST}:1`)).toBe(403);
    expect(await as(`${HOST}:${door.port}@evil.example`)).toBe(403);
    expect(await as(`models.example:${door.port}`, { origin: 'https://evil.example' })).toBe(403);
  });

  test('whoever guesses again and again waits for each answer, and a right token never does', async () => {
    const other = await makeDoor();
    await stage.serving.door(other);
    for (let n = 0; n < 5; n++) expect((await call(other, READY, bearer(`guess ${n}`))).status).toBe(401);
    const began = performance.now();
    const guess = call(other, READY, bearer('one more')).then(({ status }) => ({ status, ms: performance.now() - began }));
    expect((await call(other, READY)).status).toBe(200);
    const { status, ms } = await guess;
    expect([status, ms > 900]).toEqual([401, true]);
    await stage.serving.door(door);
  });
});

describe('how it is called', () => {
  test('without TLS nothing is answered', async () => {
    const socket = await plain(door.port);
    let heard = '';
    socket.on('data', (part) => (heard += part));
    socket.write(`GET ${READY} HTTP/1.1\r\nHost: ${HOST}:${door.port}\r\nAuthorization: Bearer ${DOOR_TOKEN}\r\n\r\n`);
    await once(socket, 'close');
    expect(heard).not.toContain('HTTP/');
  });

  test('TLS 1.2 and 1.3 are spoken, and nothing older', async () => {
    expect(await codeOf(call(door, READY, { maxVersion: 'TLSv1.2' }))).toBe(200);
    expect(await codeOf(call(door, READY, { minVersion: 'TLSv1.3' }))).toBe(200);
    // The client must be willing: by itself it would not speak it either.
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(call(door, READY, old)).rejects.toThrow(/alert protocol version/);
  });

  test('whoever does not trust the certificate finds that out, and so does one who calls another name', async () => {
    expect(await codeOf(call({ ...door, certificate: makeCertificate([HOST], Date.now()).certificate }, READY))).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await codeOf(call(door, READY, { servername: 'evil.example' }))).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('a handshake that does not come is put out', { timeout: 20_000 }, async () => {
    const began = performance.now();
    const socket = await plain(door.port);
    socket.resume();
    await once(socket, 'close');
    expect(performance.now() - began).toBeLessThan(9_000);
  });

  test('one machine holds only so many connections, and others of it are let in once these are gone', async () => {
    const held = await Promise.all(Array.from({ length: 128 }, () => plain(door.port)));
    expect(await codeOf(call(door, READY))).toBe('ECONNRESET');
    for (const socket of held) socket.destroy();
    await expect.poll(() => codeOf(call(door, READY))).toBe(200);
  });
});

describe('how it is changed', () => {
  test('another token counts from the next request on, on a connection that is open too; the old one until its time is over', async () => {
    const socket = connectTls({ host: HOST, port: door.port, ca: door.certificate });
    await once(socket, 'secureConnect');
    const ask = async () => {
      socket.write(`GET ${READY} HTTP/1.1\r\nHost: ${HOST}:${door.port}\r\nAuthorization: Bearer ${DOOR_TOKEN}\r\n\r\n`);
      const [part] = await once(socket, 'data');
      return String(part).slice(9, 12);
    };
    expect(await ask()).toBe('200');
    await stage.serving.door({
      ...door,
      tokens: [
        { hash: hashOf('new'), until: null },
        { hash: hashOf(DOOR_TOKEN), until: Date.now() + 60_000 },
      ],
    });
    expect(await ask()).toBe('200');
    expect((await call(door, READY, bearer('new'))).status).toBe(200);
    await stage.serving.door({
      ...door,
      tokens: [
        { hash: hashOf('new'), until: null },
        { hash: hashOf(DOOR_TOKEN), until: Date.now() - 1 },
      ],
    });
    expect(await ask()).toBe('401');
    await stage.serving.door(door);
  });

  test('another certificate is shown in its place, to the next caller', async () => {
    const next = { ...door, ...makeCertificate([HOST], Date.now()) };
    await stage.serving.door(next);
    expect(await codeOf(call(door, READY))).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await codeOf(call(next, READY))).toBe(200);
    await stage.serving.door(door);
  });

  test('a port that is taken is refused, and what was before stays', async () => {
    const other = await makeDoor({ port: stage.port });
    const refused = await stage.serving.door(other).then(() => null, failureOf);
    expect(refused).toMatchObject({ code: 'local', detail: { reason: 'port-taken' } });
    expect(await codeOf(call(door, READY))).toBe(200);
  });

  test('closed, nobody gets in, and who was in has no next request', async () => {
    const socket = connectTls({ host: HOST, port: door.port, ca: door.certificate });
    await once(socket, 'secureConnect');
    await stage.serving.door(null);
    socket.on('error', () => undefined).resume();
    socket.write(`GET ${READY} HTTP/1.1\r\nHost: ${HOST}:${door.port}\r\nAuthorization: Bearer ${DOOR_TOKEN}\r\n\r\n`);
    if (!socket.destroyed) await new Promise((closed) => socket.once('close', closed)); // by a reset as well
    expect(await codeOf(call(door, READY))).toBe('ECONNREFUSED');
    expect((await stage.ask(READY)).status).toBe(200);
    await stage.serving.door(door);
    expect(await codeOf(call(door, READY))).toBe(200);
  });
});

#!/usr/bin/env node
// A credential plugin as kubeconfigs name it (`user.exec`): plugin.mjs MODE. Every run is a line in $PLUGIN_COUNT.
import { appendFileSync, readFileSync } from 'node:fs';

const [mode = 'ok'] = process.argv.slice(2);
const { PLUGIN_COUNT, PLUGIN_TOKEN, PLUGIN_TOKEN_FILE, PLUGIN_CERTIFICATE_FILE, PLUGIN_KEY_FILE, PLUGIN_TTL_SECONDS, PLUGIN_DELAY_MS = '1000' } = process.env;
if (PLUGIN_COUNT) appendFileSync(PLUGIN_COUNT, `${JSON.stringify({ at: Date.now(), mode, info: process.env.KUBERNETES_EXEC_INFO ?? null })}\n`);

const text = (path) => readFileSync(path, 'utf8');
const expiry = (seconds) => ({ expirationTimestamp: new Date(Date.now() + seconds * 1000).toISOString() });
const secret = () => ({
  ...(PLUGIN_TTL_SECONDS && expiry(Number(PLUGIN_TTL_SECONDS))),
  ...(PLUGIN_CERTIFICATE_FILE && { clientCertificateData: text(PLUGIN_CERTIFICATE_FILE), clientKeyData: text(PLUGIN_KEY_FILE) }),
  ...(PLUGIN_TOKEN && { token: PLUGIN_TOKEN }),
  ...(PLUGIN_TOKEN_FILE && { token: text(PLUGIN_TOKEN_FILE).trim() }),
});
const say = (status, apiVersion = 'client.authentication.k8s.io/v1', kind = 'ExecCredential') =>
  process.stdout.write(JSON.stringify({ apiVersion, kind, ...(status && { status }) }));
const forever = () => setInterval(() => undefined, 60_000);
const flood = (stream) => {
  const line = `${'flood '.repeat(10_000)}\n`;
  const pour = () => {
    while (stream.write(line));
    stream.once('drain', pour);
  };
  stream.on('error', () => process.exit(0));
  pour();
};

const modes = {
  ok: () => say(secret()),
  slow: () => setTimeout(() => say(secret()), Number(PLUGIN_DELAY_MS)),
  'already-expired': () => say({ ...secret(), ...expiry(-60) }),
  chatty() {
    process.stderr.write('Opening the browser to sign in …\n');
    say(secret());
  },
  fails() {
    process.stderr.write('error: your session has ended, run `login` again\n');
    process.exitCode = 3;
  },
  hangs: forever,
  stubborn() {
    process.on('SIGTERM', () => undefined);
    forever();
  },
  floods: () => flood(process.stdout),
  'floods-stderr': () => flood(process.stderr),
  rubbish: () => process.stdout.write('Welcome! <html>{"kind":'),
  empty: () => undefined,
  'other-version': () => say(secret(), 'client.authentication.k8s.io/v9'),
  'other-kind': () => say(secret(), 'client.authentication.k8s.io/v1', 'Pod'),
  'no-status': () => say(undefined),
  'no-credential': () => say({}),
};
const run = modes[mode];
if (!run) throw new Error(`no mode ${mode}: ${Object.keys(modes).join(', ')}`);
run();

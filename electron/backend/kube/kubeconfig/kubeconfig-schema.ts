import { z } from 'zod';

// Absent, null and empty are the same in a kubeconfig, as they are in Go.
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Bytes in base64; line breaks inside are allowed. */
const bytes = z
  .string()
  .nullish()
  .transform((value) => (value ?? '').replace(/[\r\n]/g, ''))
  .refine((value) => BASE64.test(value), 'not base64')
  .transform((value) => Buffer.from(value, 'base64').toString('utf8'));

const orEmpty = (value: unknown) => value ?? {};
const Extension = z.preprocess(orEmpty, z.object({ name: text, extension: z.unknown().optional() }));
const extensions = z
  .array(Extension)
  .nullish()
  .transform((value) => value ?? []);

const ClusterEntry = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': bytes,
  'proxy-url': text,
  'disable-compression': flag,
  extensions,
});

const ExecEntry = z.object({
  command: text,
  args: texts,
  env: z
    .array(z.preprocess(orEmpty, z.object({ name: text, value: text })))
    .nullish()
    .transform((value) => value ?? []),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const UserEntry = z.object({
  'client-certificate': text,
  'client-certificate-data': bytes,
  'client-key': text,
  'client-key-data': bytes,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': texts,
  'as-user-extra': z
    .record(z.string(), texts)
    .nullish()
    .transform((value) => value ?? {}),
  username: text,
  password: text,
  'auth-provider': z
    .object({
      name: text,
      config: z
        .record(z.string(), text)
        .nullish()
        .transform((value) => value ?? {}),
    })
    .nullish()
    .transform((value) => value ?? null),
  exec: ExecEntry.nullish().transform((value) => value ?? null),
});

const ContextEntry = z.object({ cluster: text, user: text, namespace: text });

/** Entries of the three lists, read one by one so that a broken one takes no other with it. */
export const NamedCluster = z.preprocess(orEmpty, z.object({ name: text, cluster: z.preprocess(orEmpty, ClusterEntry) }));
export const NamedUser = z.preprocess(orEmpty, z.object({ name: text, user: z.preprocess(orEmpty, UserEntry) }));
export const NamedContext = z.preprocess(orEmpty, z.object({ name: text, context: z.preprocess(orEmpty, ContextEntry) }));

export const EntryList = z
  .array(z.unknown())
  .nullish()
  .transform((value) => value ?? []);
export const KubeconfigDocument = z.object({
  kind: text,
  apiVersion: text,
  clusters: z.unknown().optional(),
  users: z.unknown().optional(),
  contexts: z.unknown().optional(),
  'current-context': z.unknown().optional(),
});
export const CurrentContext = text;

export type KubeCluster = z.infer<typeof ClusterEntry>;
export type KubeUser = z.infer<typeof UserEntry>;
export type KubeContext = z.infer<typeof ContextEntry>;
export type KubeExec = z.infer<typeof ExecEntry>;

/** A user of whom nothing is said: requests are made without credentials. */
export const KubeUserEmpty: KubeUser = UserEntry.parse({});

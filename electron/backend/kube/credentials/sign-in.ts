import type { KubeExec } from '../kubeconfig/kubeconfig-schema';
import type { Headers } from './request-headers';

/** What a cluster is, as an exec plugin that asks for it is told. */
export type PluginCluster = {
  readonly server: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  /** Base64 of PEM. */
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
  readonly 'disable-compression'?: boolean;
  readonly config?: unknown;
};

/** The one way in which a user proves who they are, apart from a client certificate. All paths are absolute. */
export type SignIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  /** `fallback` serves where the file was never readable. */
  | { readonly kind: 'token-file'; readonly path: string; readonly fallback: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** `cluster` only for a plugin that asks for it. */
  | { readonly kind: 'exec'; readonly exec: KubeExec; readonly cluster: PluginCluster | null }
  | { readonly kind: 'oidc'; readonly config: Readonly<Record<string, string>> };

export type Identity = {
  readonly signIn: SignIn;
  /** Sent with every request, however it is signed in. */
  readonly impersonation: Headers;
  /** When the client certificate of the kubeconfig ends. */
  readonly certificateEnd: number | null;
};

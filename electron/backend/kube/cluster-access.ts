import type { ConnectionTarget } from '../../../shared/models/connection';

/** How the server is recognised, and the client's own certificate where the kubeconfig names one. All PEM text. */
export type TlsMaterial = {
  /** Trust these alone; null is the trust of the system. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** The name to ask for and to check, instead of the host of the address. */
  readonly serverName: string | null;
  /** The certificate of the server is not checked. */
  readonly insecure: boolean;
};

/** Headers and client certificate for the next request. Impersonation is among the headers. */
export type Credential = {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** PEM; both or neither. They take the place of those in `TlsMaterial`. */
  readonly cert: string | null;
  readonly key: string | null;
  /** Milliseconds since 1970: the end of the token, or of the client certificate where there is no token. Null where it is not known. */
  readonly expiresAt: number | null;
};

export interface CredentialSource {
  /**
   * The credential of now. Single flight: many callers share one run of a plugin or one reading of a file; an aborted
   * caller leaves the others alone. Throws AppError (`unauthenticated`, `unsupported`, `cancelled`).
   */
  get(signal?: AbortSignal): Promise<Credential>;
  /**
   * The server refused this one (401): the next `get` makes a new one. Ignored when a newer one is already there. Where
   * nothing newer can be had (a fixed token, or a plugin that ran just now), `get` gives the same object again.
   */
  reject(credential: Credential): void;
  /** The user asks for another try: the next `get` makes a new one, and rests after no failure. */
  forget(): void;
  close(): void;
}

/** Everything needed to reach one context's API server, as it was read at one moment. */
export type ClusterAccess = {
  readonly target: ConnectionTarget;
  /** The namespace of the context. */
  readonly namespace: string | null;
  readonly server: URL;
  readonly tls: TlsMaterial;
  /** http, https or socks5, credentials in it included; null is a direct way. */
  readonly proxy: URL | null;
  readonly credentials: CredentialSource;
  /** Changes when anything of it changed on disk: the same version means the same sockets may be used on. */
  readonly version: string;
};

import { resolve } from 'node:path';
import { AppError, failure } from '../../../../shared/models/failure';
import { configError } from './config-failure';
import type { ConfigSource } from './config-source';
import { kubeconfigChain } from './kubeconfig-chain';
import { mergeKubeconfigs } from './merge-kubeconfigs';
import { type Kubeconfig, parseKubeconfig } from './parse-kubeconfig';

/** Far above what clusters need, far below what hurts. */
export const KUBECONFIG_LIMIT_BYTES = 20 * 1024 * 1024;

export type KubeconfigFile = { readonly path: string; readonly state: 'read' | 'missing' | 'failed'; readonly config: Kubeconfig };

/** Reads kubeconfig files; one that has not changed is not parsed again. Each answer is the state of now. */
export class KubeconfigSet {
  readonly #parsed = new Map<string, { readonly hash: string; readonly config: Kubeconfig }>();

  constructor(
    private readonly source: ConfigSource,
    private readonly homeDir: string,
  ) {}

  /** The files that the operator's own tools read, the strongest first. */
  chain(): readonly KubeconfigFile[] {
    return kubeconfigChain(this.source.env, this.homeDir).map((path) => this.read(path));
  }

  merge(chain: readonly KubeconfigFile[]): Kubeconfig {
    return mergeKubeconfigs(chain.filter((file) => file.state !== 'missing').map((file) => file.config));
  }

  read(path: string): KubeconfigFile {
    const absolute = resolve(path);
    const shown = this.source.show(absolute);
    const broken = (state: 'missing' | 'failed', fault: AppError): KubeconfigFile => ({ path: absolute, state, config: emptyConfig(fault) });
    const file = this.source.read(absolute, KUBECONFIG_LIMIT_BYTES);
    switch (file.state) {
      case 'missing':
        this.#parsed.delete(absolute);
        return broken('missing', configError('kubeconfig-missing', { file: shown }));
      case 'too-large':
        return broken('failed', configError('kubeconfig-too-large', { file: shown, megabytes: String(KUBECONFIG_LIMIT_BYTES / 1024 / 1024) }));
      case 'unreadable':
        return broken('failed', new AppError(failure('local', { values: { file: shown }, text: file.why })));
      case 'read': {
        const known = this.#parsed.get(absolute);
        const config = known?.hash === file.hash ? known.config : parseKubeconfig(file.data, absolute, shown);
        this.#parsed.set(absolute, { hash: file.hash, config });
        return { path: absolute, state: 'read', config };
      }
    }
  }
}

function emptyConfig(fault: AppError): Kubeconfig {
  return { currentContext: '', clusters: new Map(), users: new Map(), contexts: new Map(), fault };
}

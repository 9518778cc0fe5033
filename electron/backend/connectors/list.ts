import { argoRollouts } from './argo-rollouts/connector';
import type { Connector } from './contract';
import { deployments } from './deployments/connector';
import { local } from './local/connector';
import { objectStore } from './object-store/connector';

/** Every connector that there is; a new one is a line here. Each reads sessions of its own system alone. */
export const connectors: readonly Connector[] = [argoRollouts, deployments, local, objectStore];

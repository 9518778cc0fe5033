import type { KubeSession } from '../kube/session';
import { argoRollouts } from './argo-rollouts/connector';
import type { Connector } from './contract';
import { deployments } from './deployments/connector';

/** Every connector that there is; a new one is a line here. */
export const connectors: readonly Connector<KubeSession>[] = [argoRollouts, deployments];

import { z } from 'zod';
import { ConnectionId } from '../models/entity';
import { CertificateFacts, GatewayAddress, OwnHost } from '../models/gateway-address';
import { request } from './verb';

/** It is opened and closed by actions, through a plan and the ledger. Changes are told under the topic `services`. */
export const addressApi = {
  /** `hosts`: addresses of this machine that others reach; `brought`: the user's own certificates that can be chosen; `port`: to begin with. */
  'address.get': request(
    z.object({ connection: ConnectionId }),
    z.object({ address: GatewayAddress, hosts: z.array(OwnHost), brought: z.array(CertificateFacts), port: z.number().int() }),
  ),
} as const;

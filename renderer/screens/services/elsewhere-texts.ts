import type { GatewayAddress } from '../../../shared/models/gateway-address';
import { shellQuoted } from '../../parts/token-text';

export type Elsewhere = { readonly uri: string; readonly service: string; readonly isMade: boolean };

/** What the caller's copy of the certificate is called there. */
const CERTIFICATE = 'gateway-certificate.pem';
const TOKEN = 'PILOTHOUSE_TOKEN';

export const elsewhereOf = ({ uri, certificate }: GatewayAddress, service: string): Elsewhere | null =>
  uri === null ? null : { uri, service, isMade: certificate?.made ?? false };

const address = ({ uri, service }: Elsewhere) => `${uri}/v2/models/${service}/infer`;

/** For the shell of another machine. The token is read from the environment: it stands in no history. */
export const curlFromElsewhere = (called: Elsewhere): string =>
  [
    `curl -sS ${shellQuoted(address(called))} \\`,
    ...(called.isMade ? [`  --cacert ${CERTIFICATE} \\`] : []),
    `  -H "Authorization: Bearer $${TOKEN}" \\`,
    `  -H 'Content-Type: application/json' \\`,
    '  -d @request.json',
  ].join('\n');

/** With nothing but Python's own library. */
export const pythonFromElsewhere = (called: Elsewhere): string =>
  [
    'import json, os, pathlib, ssl, urllib.request',
    '',
    called.isMade ? `trust = ssl.create_default_context(cafile=${JSON.stringify(CERTIFICATE)})` : 'trust = ssl.create_default_context()',
    'request = urllib.request.Request(',
    `    ${JSON.stringify(address(called))},`,
    '    data=pathlib.Path("request.json").read_bytes(),',
    '    headers={',
    `        "Authorization": f"Bearer {os.environ['${TOKEN}']}",`,
    '        "Content-Type": "application/json",',
    '    },',
    ')',
    'print(json.load(urllib.request.urlopen(request, context=trust)))',
  ].join('\n');

import { shellQuoted, tokenText } from '../../parts/token-text';

export type Called = {
  /** Of the gateway: `http://127.0.0.1:41234`. */
  readonly uri: string;
  readonly service: string;
  readonly tokenFile: string;
  /** What is sent, as JSON. */
  readonly body: string;
};

const address = ({ uri, service }: Called) => `${uri}/v2/models/${service}/infer`;
const oneLine = (body: string) => {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
};

/** Ready for a shell. */
export const curlText = (called: Called): string =>
  [
    `curl -sS ${address(called)} \\`,
    `  -H "Authorization: Bearer ${tokenText(called.tokenFile)}" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${shellQuoted(oneLine(called.body))}`,
  ].join('\n');

/** With nothing but Python's own library. */
export const pythonText = (called: Called): string =>
  [
    'import json, pathlib, urllib.request',
    '',
    `token = pathlib.Path(${JSON.stringify(called.tokenFile)}).expanduser().read_text().strip()`,
    `body = json.loads(r'''${oneLine(called.body).replaceAll("'''", String.raw`\u0027\u0027\u0027`)}''')`,
    'request = urllib.request.Request(',
    `    "${address(called)}",`,
    '    data=json.dumps(body).encode(),',
    '    headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},',
    ')',
    'print(json.load(urllib.request.urlopen(request)))',
  ].join('\n');

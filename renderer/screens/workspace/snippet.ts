/** How MLflow clients of this machine are pointed here, for a shell. The token is read from its file: it stands in no history and no clipboard. */
export function trackingSnippet(uri: string, tokenFile: string): string {
  const home = tokenFile.startsWith('~/');
  // A tilde is home only outside quotes.
  const path = home ? `~/${quoted(tokenFile.slice(2))}` : quoted(tokenFile);
  return `export MLFLOW_TRACKING_URI=${uri}\nexport MLFLOW_TRACKING_TOKEN="$(cat ${path})"`;
}

const quoted = (text: string) => (/^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);

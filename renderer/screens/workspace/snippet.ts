import { tokenText } from '../../parts/token-text';

/** How MLflow clients of this machine are pointed here, for a shell. */
export const trackingSnippet = (uri: string, tokenFile: string): string =>
  `export MLFLOW_TRACKING_URI=${uri}\nexport MLFLOW_TRACKING_TOKEN="${tokenText(tokenFile)}"`;

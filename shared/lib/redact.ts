/**
 * Takes secrets out of text before it is written to a log, shown, or copied. It rather removes too much than too little:
 * a log without a word is still of use, a log with a token is a leak.
 */
export function redact(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}

const MARK = '[redacted]';

/** Names of fields, flags, headers and query parameters whose value is a secret. What stands before such a name does not matter (`DB_PASSWORD`). */
const SECRET_NAMES =
  'passw(?:or)?d|passphrase|token|secret|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|client[-_]?key[-_]?data|authorization|cookie|credentials?|x-amz-signature|session[-_]?id';
/** Closing quote of the name, the separator, and the words that may stand before the secret itself. */
const SEPARATOR = String.raw`(?:\\*["'])?[ \t]*(?:[:=]|=>)[ \t]*(?:(?:bearer|basic|negotiate|digest)[ \t]+)?`;
/** A quoted value may be escaped, as JSON inside JSON is, or cut off; an unquoted one ends where the next field may begin. */
const VALUE = String.raw`(?:(\\*)"(?:(?!(?<!\\)\2")[^\n])*(?:\2")?|'[^'\n]*'?|[^\s"'\\,;&{}[\]][^\s"'\\,;&}\]]*)`;
const base64 = '[A-Za-z0-9+/=_-]';

/** Words that follow "Bearer" or "Basic" in ordinary sentences. */
const NOT_CREDENTIALS = '(?!(?:tokens?|auth|authentication|authorization|scheme|credentials?|realm|is|was|and|or|for|not|required|login|user)\\b)';

const RULES: readonly (readonly [RegExp, string])[] = [
  // A private key, whole or cut off, with real or escaped line ends; the same in base64, as a kubeconfig holds it.
  [/-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g, '[redacted private key]'],
  [/LS0tLS1CRUdJTi(?!BDRVJUSUZJ)[A-Za-z0-9+/=]+/g, '[redacted private key]'],
  // User names and passwords in addresses.
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>\\]+@/gi, `$1${MARK}@`],
  // A field at the start of a line (YAML, .env, a header): all of the line, for its value may hold spaces.
  [new RegExp(String.raw`^([ \t-]*[\w.-]{0,60}(?:${SECRET_NAMES})[ \t]*[:=][ \t]*)(?=[^\s"'{[])[^\r\n]+`, 'gim'), `$1${MARK}`],
  // The same within a line: JSON, query strings, key=value.
  [new RegExp(`((?:${SECRET_NAMES})${SEPARATOR})${VALUE}`, 'gi'), `$1${MARK}`],
  [new RegExp(String.raw`(--[\w-]{0,60}(?:${SECRET_NAMES})[ \t]+)[^\s"']+`, 'gi'), `$1${MARK}`],
  [new RegExp(`\\b(bearer[ \\t]+)${NOT_CREDENTIALS}[A-Za-z0-9._~+/=-]{4,}`, 'gi'), `$1${MARK}`],
  [new RegExp(`\\b(basic[ \\t]+)${NOT_CREDENTIALS}${base64}{6,}`, 'gi'), `$1${MARK}`],
  // Secrets that are known by their shape.
  [/\beyJ[\w-]{4,}(?:\.[\w-]*){1,4}/g, MARK],
  [/\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}\b/g, MARK],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hf_|sk-|k8s-aws-v1\.|sha256~|ya29\.)[\w.~-]{16,}/g, MARK],
];

/**
 * The same for text that comes line by line: a private key that spans lines is left out as a whole.
 * @returns what to write for each line, or null for a line inside a key.
 */
export function createLineRedactor(): (line: string) => string | null {
  let inKey = false;
  return (line) => {
    if (inKey) {
      if (/-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/.test(line)) inKey = false;
      // A key has a few dozen lines of base64. Anything else means that its end was lost.
      else if (!/^\s*(?:[A-Za-z0-9+/=]+|[\w-]+: .*)?\s*$/.test(line)) {
        inKey = false;
        return redact(line);
      }
      return null;
    }
    inKey = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?![\s\S]*-----END )/.test(line);
    return redact(line);
  };
}

/** A refusal in the protocol's own shape: `{"error": "…"}` with a status. The text names what the caller sent, never what others did. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string) => new ProtocolError(400, message);

export const errorBody = (message: string): string => JSON.stringify({ error: message });

const SHOWN_MAX = 100;
/** A name of the caller's in a text of ours. */
export const quoted = (name: unknown): string => {
  const text = typeof name === 'string' ? name : String(JSON.stringify(name));
  return `"${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text}"`;
};

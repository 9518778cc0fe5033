const DIGEST_SHOWN = 12;

/** An image without its registry and folders: `ranker:v18`, `ranker@sha256:41c0ffee1234…`. */
export function shortImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  const [tagged = '', digest] = name.split('@sha256:');
  return digest === undefined ? tagged : `${tagged}@${digest.slice(0, DIGEST_SHOWN)}…`;
}

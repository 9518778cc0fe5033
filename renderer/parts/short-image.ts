const DIGEST_START = 4;
const DIGEST_END = 2;

/** An image in the parts that matter to people: `ranker`, `:v18`, `@sha256:41c0…ee`. Registry and folders are left out; what is not there is empty. */
export function shortImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const [place = '', digest] = image.slice(image.lastIndexOf('/') + 1).split('@');
  const colon = place.indexOf(':');
  return {
    name: colon < 0 ? place : place.slice(0, colon),
    tag: colon < 0 ? '' : place.slice(colon),
    digest: digest === undefined ? '' : `@${shortDigest(digest)}`,
  };
}

function shortDigest(digest: string): string {
  const [algorithm, value] = digest.split(':');
  if (value === undefined || value.length <= DIGEST_START + DIGEST_END + 1) return digest;
  return `${algorithm}:${value.slice(0, DIGEST_START)}…${value.slice(-DIGEST_END)}`;
}

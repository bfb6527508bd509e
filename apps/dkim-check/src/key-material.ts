/**
 * A fault quotes the argument that is wrong, and that may be a private key: `--keyfile "$(cat key.pem)"`. What looks like one is
 * not repeated. The proxies do the same with their configuration (smtp-proxy, settings/key-material.ts).
 */

/** The marker with base64 behind it, be the line end escaped or the text quoted. */
const MARKED = /-----BEGIN [^-]*-----(?:[\s>]|\\x0a|\\n)*[A-Za-z0-9+/]{16}[^]*/;
/** So many characters of base64 are 16 octets or more. */
const BASE64 = /[A-Za-z0-9+/]{22,}={0,2}/g;
const KINDS = /([a-z])|([A-Z])|([0-9])|([+/=])/g;
/**
 * The share of neighbours that are of another kind: in random base64 0.65, in 40 characters of it under 0.33 once in 25,000
 * times. Names stay below; paths, which begin with "/", may come near.
 */
const MOST_CHANGES = 0.33;
const MOST_CHANGES_OF_PATH = 0.4;
/** As the DER of RSA and of Ed25519 begins; the rest of its first octets is no noise. */
const DER = /^M(?:II|C4CAQ)/;

/** `text` without what begins like PEM, to its end, and without base64 that reads like noise. */
export function withoutKeyMaterial(text: string): string {
  return text
    .replace(MARKED, '(not shown: a key)')
    .replace(BASE64, (run) => (readsLikeNoise(run) ? '(not shown: it may be a key)' : run));
}

function readsLikeNoise(run: string): boolean {
  if (DER.test(run)) return true;
  if (run.toLowerCase() === run || run.toUpperCase() === run) return false; // a name, a number in hex
  const kinds = Array.from(run.matchAll(KINDS), ([, lower, upper, digit]) =>
    lower === undefined ? (upper === undefined ? (digit === undefined ? 3 : 2) : 1) : 0,
  );
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length;
  return changes / (run.length - 1) > (run.startsWith('/') ? MOST_CHANGES_OF_PATH : MOST_CHANGES);
}

import { hexOf } from "@waymark/contract/bytes";
import { hmacOf, prepareHmac, type HmacKey } from "@waymark/contract/hmac";

/** Seals what the database may not show: the details of payout accounts, and the entries of own traffic. */
export interface Vault {
  /** Id of the key that seals new details. */
  currentKey: string;
  seal(text: string, place: Place): Promise<Sealed>;
  /** Throws if the text was changed, or was sealed in another place. */
  open(sealed: Sealed, place: Place): Promise<string>;
  /** The same for the same identity, such as that of a payout account, and no way back to it. */
  fingerprint(identity: string): string;
}

/** Where a sealed text belongs: a row of one owner can't be opened in another's. */
interface Place {
  /** A webmaster, a legal entity of the network, or the table of what belongs to the network. */
  ownerId: string;
  rowId: string;
}

export interface Sealed {
  keyId: string;
  /** Base64 of the nonce and the ciphertext. */
  sealed: string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/**
 * Reads the Worker secret `VAULT_KEYS`: `{"current":"1","keys":{"1":"<base64, 32 bytes>"},"fingerprint":"<base64, 32
 * bytes>"}`. To rotate, add a key and name it `current`: a job seals all rows again, then the old one can go. The key
 * of the fingerprints stays. Throws if the secret is malformed.
 */
export function readVault(secret: string): Vault {
  const { current, keys, fingerprint } = JSON.parse(secret) as {
    current: string;
    keys: Record<string, string>;
    fingerprint: string;
  }; // checked below
  const byId = new Map(Object.entries(keys).map(([id, key]) => [id, importKey(bytesOf(key, id))]));
  if (!byId.has(current)) throw new Error(`VAULT_KEYS: no current key ${current}`);
  const hmac: HmacKey = prepareHmac(bytesOf(fingerprint, "fingerprint"));
  const keyOf = (id: string) => {
    const key = byId.get(id);
    if (key === undefined) throw new Error(`VAULT_KEYS: no key ${id}`);
    return key;
  };
  return {
    currentKey: current,
    async seal(text, place) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const algorithm = { name: "AES-GCM", iv: nonce, additionalData: nameOf(place, current) };
      const cipher = await crypto.subtle.encrypt(algorithm, await keyOf(current), new TextEncoder().encode(text));
      return { keyId: current, sealed: btoa(String.fromCharCode(...nonce, ...new Uint8Array(cipher))) };
    },
    async open({ keyId, sealed }, place) {
      const bytes = readBase64(sealed);
      const algorithm = { name: "AES-GCM", iv: bytes.slice(0, NONCE_BYTES), additionalData: nameOf(place, keyId) };
      const text = await crypto.subtle.decrypt(algorithm, await keyOf(keyId), bytes.slice(NONCE_BYTES));
      return new TextDecoder().decode(text);
    },
    fingerprint: (identity) => hexOf(hmacOf(hmac, new TextEncoder().encode(identity))),
  };
}

function bytesOf(base64: string, name: string): Uint8Array<ArrayBuffer> {
  const bytes = readBase64(base64);
  if (bytes.length !== KEY_BYTES) throw new Error(`VAULT_KEYS: ${name} must have ${KEY_BYTES} bytes`);
  return bytes;
}

const readBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const importKey = (bytes: Uint8Array<ArrayBuffer>) =>
  crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

const nameOf = ({ ownerId, rowId }: Place, keyId: string) =>
  new TextEncoder().encode(JSON.stringify([ownerId, rowId, keyId]));

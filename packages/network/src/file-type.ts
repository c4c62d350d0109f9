/** Allowed types, by the name's extension and the bytes that prove it. Types that a browser might run are excluded. */
const TYPES: Readonly<Record<string, { type: string; isSo: (bytes: Uint8Array) => boolean }>> = {
  png: { type: "image/png", isSo: startsWith("\x89PNG\r\n\x1a\n") },
  jpg: { type: "image/jpeg", isSo: startsWith("\xff\xd8\xff") },
  jpeg: { type: "image/jpeg", isSo: startsWith("\xff\xd8\xff") },
  gif: { type: "image/gif", isSo: (bytes) => startsWith("GIF87a")(bytes) || startsWith("GIF89a")(bytes) },
  webp: { type: "image/webp", isSo: (bytes) => startsWith("RIFF")(bytes) && startsWith("WEBP")(bytes.subarray(8)) },
  pdf: { type: "application/pdf", isSo: startsWith("%PDF-") },
  xlsx: {
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    isSo: startsWith("PK\x03\x04"),
  },
  txt: { type: "text/plain", isSo: isText },
  csv: { type: "text/csv", isSo: isText },
};

/** Endings of names that may be attached. */
export const ATTACHMENT_ENDINGS = Object.keys(TYPES);

function startsWith(magic: string) {
  return (bytes: Uint8Array) => magic.split("").every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

function isText(bytes: Uint8Array) {
  try {
    return !new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).includes("\0");
  } catch {
    return false;
  }
}

/** The media type of a file; undefined if its name or its bytes do not match an allowed type. */
export function typeOfFile(name: string, bytes: Uint8Array): string | undefined {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  const known = Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
  return known?.isSo(bytes) === true ? known.type : undefined;
}

/** Types of a logo. SVG is excluded, because it may hold a script. */
export const LOGO_TYPES = ["image/png", "image/webp"] as const;

export const LOGO_BYTES_MAX = 200_000;
const PIXELS_MIN = 16;
const PIXELS_MAX = 2_000;

export interface Logo {
  type: (typeof LOGO_TYPES)[number];
  width: number;
  height: number;
}

/** What is wrong with a file that should be a logo. */
type LogoFault = "format" | "pixels";

/** The picture that these bytes are, by its header; or why they can't be a logo. A file with data behind its end is none. */
export function readLogo(bytes: Uint8Array): Logo | LogoFault {
  const logo = readPng(bytes) ?? readWebp(bytes);
  if (logo === undefined) return "format";
  const isWithin = (pixels: number) => pixels >= PIXELS_MIN && pixels <= PIXELS_MAX;
  return isWithin(logo.width) && isWithin(logo.height) ? logo : "pixels";
}

export const LOGO_FAULTS: Readonly<Record<LogoFault, string>> = {
  format: "The file is not a complete PNG or WebP picture",
  pixels: `A logo has ${PIXELS_MIN} to ${PIXELS_MAX} pixels each way`,
};

const has = (bytes: Uint8Array, at: number, text: string) =>
  Array.from(text).every((char, i) => bytes[at + i] === char.charCodeAt(0));

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const PNG_END = "\0\0\0\0IEND\xae\x42\x60\x82";
/** Signature, the chunk IHDR, and the last chunk. */
const PNG_BYTES_MIN = 8 + 25 + PNG_END.length;

function readPng(bytes: Uint8Array): Logo | undefined {
  if (bytes.length < PNG_BYTES_MIN || !has(bytes, 0, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR")) return undefined;
  if (!has(bytes, bytes.length - PNG_END.length, PNG_END)) return undefined;
  return { type: "image/png", width: viewOf(bytes).getUint32(16), height: viewOf(bytes).getUint32(20) };
}

/** The header of a file, and of its first chunk with the dimensions. */
const WEBP_BYTES_MIN = 30;

function readWebp(bytes: Uint8Array): Logo | undefined {
  if (bytes.length < WEBP_BYTES_MIN || !has(bytes, 0, "RIFF") || !has(bytes, 8, "WEBPVP8")) return undefined;
  const view = viewOf(bytes);
  if (view.getUint32(4, true) !== bytes.length - 8) return undefined;
  const size = webpSize(bytes, view);
  return size && { type: "image/webp", ...size };
}

/** By RFC 9649: the lossy (`VP8 `), the lossless (`VP8L`) and the extended form (`VP8X`). */
function webpSize(bytes: Uint8Array, view: DataView): { width: number; height: number } | undefined {
  const form = bytes[15];
  if (form === 0x20 && has(bytes, 23, "\x9d\x01\x2a"))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (form === 0x4c && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (form === 0x58)
    return { width: (view.getUint32(24, true) & 0xff_ffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 };
  return undefined;
}

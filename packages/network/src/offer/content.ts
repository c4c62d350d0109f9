/** The types of creatives: images and videos that can't run code. SVG is excluded, because it may hold a script. */
export const CREATIVE_TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4"] as const;

export type CreativeType = (typeof CREATIVE_TYPES)[number];

/** The type of a file by its bytes, regardless of its name; undefined if the type is not supported. */
export function typeOfContent(bytes: Uint8Array): CreativeType | undefined {
  const has = (at: number, text: string) => Array.from(text).every((char, i) => bytes[at + i] === char.charCodeAt(0));
  if (has(0, "\x89PNG\r\n\x1a\n") && has(12, "IHDR")) return "image/png";
  if (has(0, "\xff\xd8\xff")) return "image/jpeg";
  if ((has(0, "GIF87a") || has(0, "GIF89a")) && bytes.length > 13) return "image/gif";
  if (has(0, "RIFF") && has(8, "WEBP")) return "image/webp";
  if (has(4, "ftyp") && MP4_BRANDS.some((brand) => has(8, brand))) return "video/mp4";
  return undefined;
}

const MP4_BRANDS = ["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V "];

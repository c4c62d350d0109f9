import { NetworkError } from "@waymark/network/errors";

/** Escapes of JSON that may stand for a control character, and those that may be in a text as they are. */
const CANDIDATE = /\\u00[01789]|\\[bf]|[\u007f-\u009f]/i;
/** Texts of several lines have tabs and line breaks. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** Throws `invalid_input` for a text of one line with a control character. */
export function refuseControlsIn(path: string, text: string): void {
  if (/\p{Cc}/u.test(text))
    throw new NetworkError("invalid_input", "The request can't be used", [
      { path, message: "a control character is not allowed" },
    ]);
}

/** The path of the first text with a control character in a JSON body; undefined if there is none, or no JSON. */
export function pathOfControl(json: string): string | undefined {
  if (!CANDIDATE.test(json)) return undefined;
  try {
    return pathIn(JSON.parse(json), "");
  } catch {
    return undefined; // the validation of the body reports the error
  }
}

function pathIn(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return CONTROL.test(value) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, part] of Object.entries(value)) {
    const at = path === "" ? name : `${path}.${name}`;
    const found = CONTROL.test(name) ? path : pathIn(part, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

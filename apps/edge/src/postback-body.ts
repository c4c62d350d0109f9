import { foreignCharsetOf, readUtf8 } from "@waymark/contract/body-text";
import { readFlatJson } from "@waymark/contract/flat-json";
import { isRecord, parseJson } from "@waymark/contract/json";
import type { PostbackParameter } from "@waymark/contract/postback-event";
import type { Fault } from "./text-answers.ts";

/** The parameters of a body in order, or why it can't be read. */
export type BodyReading =
  | { kind: "read"; parameters: PostbackParameter[] }
  | { kind: "malformed"; errors: Fault[] }
  | { kind: "unsupported"; detail: string };

/** Reads a postback's body: a form, a multipart form without files, or a flat JSON object, each in UTF-8. */
export async function readPostbackBody(body: Uint8Array, headers: Headers): Promise<BodyReading> {
  if (body.length === 0) return { kind: "read", parameters: [] };
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    return unsupported(`The body is compressed (${encoding}).`, "uncompressed");
  const contentType = headers.get("content-type") ?? "";
  const named = contentType.slice(0, 100);
  const charset = foreignCharsetOf(contentType);
  if (charset !== undefined) return unsupported(`The body's charset is ${charset}.`, "in UTF-8");
  switch (contentType.replace(/;.*/s, "").trim().toLowerCase()) {
    case "application/x-www-form-urlencoded":
      return readText(body, (text) => ({ kind: "read", parameters: [...new URLSearchParams(text)] }));
    case "application/json":
      return readText(body, readJson);
    case "multipart/form-data":
      return readMultipart(body, contentType);
  }
  return unsupported(
    contentType === "" ? "The body has no Content-Type." : `The body's Content-Type is ${named}.`,
    "as application/x-www-form-urlencoded, application/json or multipart/form-data, and name that type in Content-Type",
  );
}

function readText(body: Uint8Array, read: (text: string) => BodyReading): BodyReading {
  const text = readUtf8(body);
  return text === undefined ? malformed("the body is not UTF-8; send it in UTF-8") : read(text);
}

function readJson(text: string): BodyReading {
  const parameters = readFlatJson(text);
  if (parameters !== undefined) return { kind: "read", parameters };
  const object = parseJson(text);
  const nested = isRecord(object)
    ? Object.keys(object).find((name) => typeof object[name] === "object" && object[name] !== null)
    : undefined;
  return nested === undefined
    ? malformed('the body is not a flat JSON object; send one like {"click_id":"…"}')
    : malformed("an object or a list; send text, a number, true, false or null", nested);
}

async function readMultipart(body: Uint8Array, contentType: string): Promise<BodyReading> {
  let form: FormData;
  try {
    form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    return malformed("the body is not the multipart form that its Content-Type announces; check the boundary");
  }
  const parameters: PostbackParameter[] = [];
  for (const [name, value] of form) {
    if (typeof value !== "string") return malformed("a file; send it as a text field", name);
    parameters.push([name, value]);
  }
  return readText(body, () => ({ kind: "read", parameters }));
}

const malformed = (message: string, path = ""): BodyReading => ({ kind: "malformed", errors: [{ path, message }] });

const unsupported = (found: string, needed: string): BodyReading => ({
  kind: "unsupported",
  detail: `${found} Send it ${needed}.`,
});

import { Buffer } from "node:buffer";
import { NetworkError } from "@waymark/network/errors";
import { refuseControlsIn } from "./controls.ts";

/** The one file of a form. */
interface FormFile {
  /** The client's name for it; empty if it gives none. */
  name: string;
  body: ReadableStream<Uint8Array>;
}

/** Of a file. */
export const NAME_LENGTH_MAX = 200;
const HEADERS_BYTES_MAX = 8_192;
const HEADERS_END = Buffer.from("\r\n\r\n");

const refused = (why: string) =>
  new NetworkError(
    "unsupported_media_type",
    `${why}; send the file as the raw body (curl --data-binary @orders.csv), or as multipart/form-data with exactly one file and nothing else. Parameters belong in the query`,
  );

/**
 * Streams the file of a `multipart/form-data` body, without holding it in memory. Throws `unsupported_media_type` if
 * the form does not begin with a file. `body` fails with the same code if more parts follow, and with `bad_request` if
 * it ends early.
 */
export async function readFormFile(body: ReadableStream<Uint8Array>, contentType: string): Promise<FormFile> {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw refused("The form has no boundary");
  const form = new FormReader(body, boundary);
  const headers = await form.readHeaders();
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? "";
  const [, extended] = /;\s*filename\*=utf-8''([^;\s]*)/i.exec(disposition) ?? [];
  const [, name] =
    /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(disposition) ?? /;\s*filename=([^;\s]+)/i.exec(disposition) ?? [];
  if (name === undefined && extended === undefined) throw refused("The form has a field that is not a file");
  return { name: nameOf(extended, name), body: streamOf(form) };
}

/** The file in a request: the whole body, or the only part of a form. */
export async function fileOf({ headers, body: sent }: Request): Promise<FormFile> {
  const body = sent ?? new Blob([]).stream();
  const contentType = headers.get("content-type") ?? "";
  if (!/^multipart\//i.test(contentType.trim())) return { name: "", body };
  const file = await readFormFile(body, contentType);
  if (file.name.length > NAME_LENGTH_MAX)
    throw new NetworkError("invalid_input", "The name of the file is too long", [
      { path: "name", message: `at most ${NAME_LENGTH_MAX} characters` },
    ]);
  refuseControlsIn("name", file.name);
  return file;
}

function nameOf(extended: string | undefined, name: string | undefined): string {
  try {
    if (extended !== undefined) return decodeURIComponent(extended);
  } catch {
    // The other notation counts.
  }
  return (name ?? "").replaceAll("%22", '"').replaceAll(/\\(.)/g, "$1");
}

function streamOf(form: FormReader): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const piece = await form.readContent();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}

/** Reads the first part of a form; holds a piece of the body and the length of a delimiter. */
class FormReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #delimiter: Buffer;
  /** The first delimiter need not follow a line break. */
  #buffer: Buffer = Buffer.from("\r\n");

  constructor(body: ReadableStream<Uint8Array>, boundary: string) {
    this.#reader = body.getReader();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  /** The headers of the first part. */
  async readHeaders(): Promise<string> {
    const start = await this.#find(this.#delimiter);
    this.#buffer = this.#buffer.subarray(start + this.#delimiter.length);
    if (await this.#isEnd()) throw refused("The form is empty");
    const end = await this.#find(HEADERS_END);
    const headers = this.#buffer.subarray(0, end).toString();
    this.#buffer = this.#buffer.subarray(end + HEADERS_END.length);
    return headers;
  }

  /** The next bytes of the file, or undefined at its end. */
  async readContent(): Promise<Uint8Array | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(this.#delimiter);
      const length = end >= 0 ? end : this.#buffer.length - this.#delimiter.length;
      if (length > 0) {
        const piece = new Uint8Array(this.#buffer.subarray(0, length));
        this.#buffer = this.#buffer.subarray(length);
        return piece;
      }
      if (end === 0) break;
      await this.#fill();
    }
    this.#buffer = this.#buffer.subarray(this.#delimiter.length);
    if (!(await this.#isEnd())) throw refused("The form has more than one part");
    await this.#reader.cancel();
    return undefined;
  }

  /** The position of `wanted` in the first bytes. */
  async #find(wanted: Buffer): Promise<number> {
    for (;;) {
      const at = this.#buffer.indexOf(wanted);
      if (at >= 0) return at;
      if (this.#buffer.length > HEADERS_BYTES_MAX) throw refused("The form does not begin with a file");
      await this.#fill();
    }
  }

  /** Whether a delimiter was the last one. */
  async #isEnd(): Promise<boolean> {
    while (this.#buffer.length < 2) await this.#fill();
    return this.#buffer.subarray(0, 2).toString("latin1") === "--";
  }

  async #fill() {
    const { done, value } = await this.#reader.read();
    if (done) throw new NetworkError("bad_request", "The multipart body ends before its last boundary");
    this.#buffer = Buffer.concat([this.#buffer, value]);
  }
}

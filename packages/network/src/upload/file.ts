import type { Dialect } from "./dialect.ts";
import { FileFaultError } from "./faults.ts";

const RECORD_BYTES_MAX = 65_536;

/** The position of a block of whole records in the file. */
export interface Block {
  fromByte: number;
  toByte: number;
  bytes: Uint8Array;
}

const [TAB, LF, CR, SPACE, QUOTE, EQUALS] = [9, 10, 13, 32, 34, 61];

/**
 * Cuts a stream of bytes into blocks of at most `recordsMax` whole records and about `bytesMax` bytes. Rows without any
 * text don't count. Holds one block at a time. The first record of CSV is the header, in a block of its own. We wrote
 * it because no streaming library reports byte positions, limits the size of a record, and finds unclosed quotes
 * (docs/decisions/0050).
 */
export class BlockCutter {
  readonly #limits: { recordsMax: number; bytesMax: number };
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #records = 0;
  #recordBytes = 0;
  #recordIsBlank = true;
  #position: number;
  #headerEnds: boolean;
  /** `field`: at the beginning of a cell; `equals`: after its first character, which is `=`. */
  #state: "field" | "equals" | "plain" | "quoted" | "closed" = "field";
  #row = 0;
  readonly #delimiter: number;
  readonly #isCsv: boolean;

  /** `fromByte`: the position in the file of the first byte that will be pushed. */
  constructor(
    { format, delimiter }: Pick<Dialect, "format" | "delimiter">,
    limits: { recordsMax: number; bytesMax: number },
    fromByte = 0,
  ) {
    this.#position = fromByte;
    this.#isCsv = format === "csv";
    this.#headerEnds = this.#isCsv;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limits = limits;
  }

  /** The blocks that are complete within these bytes. Throws `FileFaultError`. */
  push(bytes: Uint8Array): Block[] {
    const blocks: Block[] = [];
    let start = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === 0) throw new FileFaultError("nul_byte", this.#row + 1);
      if (++this.#recordBytes > RECORD_BYTES_MAX) throw new FileFaultError("record_too_long", this.#row + 1);
      if (byte !== LF || this.#state === "quoted") {
        if (this.#recordIsBlank && this.#isText(byte ?? 0)) this.#recordIsBlank = false;
        if (this.#isCsv) this.#state = this.#after(byte ?? 0);
        continue;
      }
      if (!this.#endRecord(this.#pendingBytes + i + 1 - start)) continue;
      blocks.push(this.#cut(bytes.subarray(start, i + 1)));
      start = i + 1;
    }
    if (start < bytes.length) this.#keep(bytes.slice(start));
    return blocks;
  }

  /** The last block. Its last record need not end with a line break. Throws `FileFaultError`. */
  end(): Block[] {
    if (this.#state === "quoted") throw new FileFaultError("unclosed_quote", this.#row + 1);
    return this.#pendingBytes === 0 ? [] : [this.#cut(new Uint8Array())];
  }

  /** True if a block ends here. */
  #endRecord(blockBytes: number): boolean {
    const isBlank = this.#recordIsBlank;
    this.#state = "field";
    this.#recordBytes = 0;
    this.#recordIsBlank = true;
    if (isBlank) return blockBytes >= this.#limits.bytesMax;
    this.#records++;
    if (this.#headerEnds) {
      this.#headerEnds = false;
      return true;
    }
    this.#row++;
    return this.#records >= this.#limits.recordsMax || blockBytes >= this.#limits.bytesMax;
  }

  /** Whether a byte is part of the text of a cell: not blank, and neither a delimiter nor a quote around a cell. */
  #isText(byte: number): boolean {
    if (byte === SPACE || byte === CR || byte === LF || byte === TAB) return false;
    if (!this.#isCsv) return true;
    if (byte === QUOTE) return this.#state === "plain" || this.#state === "closed";
    return byte !== this.#delimiter || this.#state === "quoted";
  }

  #after(byte: number) {
    switch (this.#state) {
      case "field":
        if (byte === EQUALS) return "equals";
        return byte === QUOTE ? "quoted" : byte === this.#delimiter ? "field" : "plain";
      case "equals":
        return byte === QUOTE ? "quoted" : byte === this.#delimiter ? "field" : "plain";
      case "plain":
        return byte === this.#delimiter ? "field" : "plain";
      case "quoted":
        return byte === QUOTE ? "closed" : "quoted";
      case "closed":
        return byte === QUOTE ? "quoted" : byte === this.#delimiter ? "field" : byte === CR ? "closed" : "plain";
    }
  }

  #keep(bytes: Uint8Array) {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  #cut(last: Uint8Array): Block {
    const bytes = new Uint8Array(this.#pendingBytes + last.length);
    let at = 0;
    for (const part of [...this.#pending, last]) {
      bytes.set(part, at);
      at += part.length;
    }
    const fromByte = this.#position;
    this.#position += bytes.length;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#records = 0;
    return { fromByte, toByte: this.#position, bytes };
  }
}

/** The text of a block. Throws `FileFaultError`. */
export function textOf(bytes: Uint8Array, firstRow: number | null): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FileFaultError("not_utf8", firstRow);
  }
}

import { SaxesParser, type SaxesTagNS } from "saxes";
import { refuse } from "./statement.ts";

/** An element with its text and those of its children that were kept. */
export interface XmlNode {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: XmlNode[];
}

const DEPTH_MAX = 40;
const TEXT_CHARS_MAX = 10_000;
/** Of one kept element. */
const NODES_MAX = 5_000;
const PIECE_BYTES = 65_536;

/**
 * Reads XML in pieces. `keep` names paths of elements below the root; each is handed over when it closes and then
 * forgotten, so memory does not grow with the file. Anything that is not well-formed, and any DOCTYPE (entities can
 * expand without end), is refused. Throws `file_refused`.
 */
export function readXml(
  bytes: Uint8Array,
  {
    namespace,
    keep,
    onNode,
  }: { namespace: RegExp; keep: readonly string[]; onNode: (path: string, node: XmlNode) => void },
): void {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const kept = new Set(keep);
  const path: string[] = [];
  /** Elements that are open within a kept one, outermost first. */
  const open: XmlNode[] = [];
  let nodes = 0;
  parser.on("error", (error) => refuse(`The file is not whole XML: ${error.message}`));
  parser.on("doctype", () => refuse("The file has a DOCTYPE, which bank statements never have"));
  parser.on("xmldecl", ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) refuse(`The file is in ${encoding}; only UTF-8 is read`);
  });
  parser.on("opentag", ({ local, uri, attributes }: SaxesTagNS) => {
    if (path.length === 0 && !namespace.test(uri)) refuse(`The file is ${uri === "" ? "of no namespace" : uri}`);
    path.push(local);
    if (path.length > DEPTH_MAX) refuse("The file is nested too deeply");
    const isKept = kept.has(path.slice(1).join("/"));
    if (open.length === 0 && !isKept) return;
    if (isKept) nodes = 0;
    if (++nodes > NODES_MAX) refuse(`${local} has too many parts`);
    const values = Object.entries(attributes).map(([name, { value }]) => [name, value] as const);
    open.push({ name: local, attributes: Object.fromEntries(values), text: "", children: [] });
  });
  const addText = (text: string) => {
    const node = open.at(-1);
    if (node === undefined) return;
    node.text += text;
    if (node.text.length > TEXT_CHARS_MAX) refuse(`${node.name} has too much text`);
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const full = path.slice(1).join("/");
    path.pop();
    const node = open.pop();
    if (node === undefined) return;
    if (kept.has(full)) onNode(full, node);
    else open.at(-1)?.children.push(node);
  });
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES)
      parser.write(decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true }));
    parser.write(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) refuse("The file is not in UTF-8");
    throw error;
  }
  parser.close();
}

/** The first element of a path below a node. */
export function find(node: XmlNode | undefined, path: string): XmlNode | undefined {
  let found = node;
  for (const name of path.split("/")) found = found?.children.find((child) => child.name === name);
  return found;
}

/** Its text without blanks around it; undefined if it is missing or empty. */
export const textAt = (node: XmlNode | undefined, path: string): string | undefined =>
  find(node, path)?.text.trim() || undefined; // an empty text is none

export const findAll = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.filter((child) => child.name === name) ?? [];

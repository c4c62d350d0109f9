import type { PostbackPath } from "@waymark/contract/postback-event";

/** The path of a postback (app.ts, `POSTBACK_PATH`), and the token that a Keitaro path contains. */
export function readPostbackPath(path: string): { path: PostbackPath; token: string } {
  const [, first = "", second = ""] = path.split("/");
  if (second !== "") return { path: "/***/postback", token: decode(first) };
  const name = first.toLowerCase();
  return { path: name === "aff_lsr" || name === "aff_goal" ? `/${name}` : "/postback", token: "" };
}

function decode(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

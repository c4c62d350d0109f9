/** A Worker's log line in readable form; undefined for lines that a developer need not see. */
export function readable(line: string, level: string): string | undefined {
  const data = parse(line);
  if (data === undefined) return level === "error" || level === "warn" ? `${level}: ${line}` : line;
  switch (data["event"]) {
    case undefined:
      return line;
    case "dev.click":
      return `click       ${data["slug"]} → ${data["location"]}`;
    case "dev.postback":
      return data["status"] === "200" ? undefined : `postback    refused with ${data["status"]}`;
    case "postback.applied":
      return `conversion  ${data["conversionId"]} ${data["outcome"]}${data["reason"] === "null" ? "" : `: ${data["reason"]}`}`;
    case "clicks.stored":
    case "cron.done":
      return undefined;
    default:
      return `${level.padEnd(11)} ${line}`;
  }
}

/** `console.log` of a flat object, as workerd prints it: `{ event: 'x', n: 1 }`. */
function parse(line: string): Record<string, string> | undefined {
  if (!/^\{\s/.test(line)) return undefined;
  const fields = [...line.matchAll(/(\w+): (?:'([^']*)'|"([^"]*)"|([^,\s}]+))/g)];
  return Object.fromEntries(
    fields.map(([, name = "", single, double, bare]) => [name, single ?? double ?? bare ?? ""]),
  );
}

/** The parameters of an address as plain texts: `?status=held&status=pending`, without quotes and JSON. */
export type SearchParameters = Record<string, string | string[]>;

export function readSearch(search: string): SearchParameters {
  const read: SearchParameters = {};
  for (const [name, value] of new URLSearchParams(search)) {
    const before = read[name];
    read[name] = before === undefined ? value : [before, value].flat();
  }
  return read;
}

export function writeSearch(parameters: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of [value].flat())
      if (typeof one === "string" || typeof one === "number") search.append(name, `${one}`);
  return search.size === 0 ? "" : `?${search.toString()}`;
}

/** The parameters of these names as texts, for the `validateSearch` of a route; those that are absent or empty are left out. */
export function textsIn<Name extends string>(
  search: Record<string, unknown>,
  ...names: readonly Name[]
): { [Key in Name]?: string | undefined } {
  const found: { [Key in Name]?: string | undefined } = {};
  for (const name of names) {
    const [value] = [search[name]].flat();
    if (typeof value === "string" && value !== "") found[name] = value;
  }
  return found;
}

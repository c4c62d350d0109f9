import type { PostbackSettings } from "../postback/index.ts";
import { separatorNameOf } from "../report/index.ts";
import type { Notation } from "./cells.ts";
import { FIELDS, plainName } from "./columns.ts";
import type { KeptSetting } from "./kept.ts";

/** The notation that a caller states for their file; null: not stated. `auto` clears the kept setting. */
export interface RequestedNotation extends Omit<Notation, "decimal" | "dates" | "sameOrder"> {
  decimal: Notation["decimal"] | "auto";
  dates: Notation["dates"] | "auto";
  /** Omitted: such rows are errors. */
  sameOrder?: Notation["sameOrder"];
}

/**
 * How a file is read: by the parameters of its upload, else by those kept from earlier uploads of the advertiser, else by
 * the settings of the advertiser's postbacks. `kept` are the settings that the upload itself does not name.
 */
export function notationOf(
  requested: RequestedNotation,
  kept: readonly KeptSetting[],
  postbacks: PostbackSettings,
): { notation: Notation; kept: KeptSetting[] } {
  const known = [...kept, ...settingsOf(postbacks)];
  const find = (setting: KeptSetting["setting"]) => known.find((one) => one.setting === setting);
  const decimal = requested.decimal === null ? find("decimal_separator") : undefined;
  const dates = requested.dates === null ? find("dates") : undefined;
  const words = new Map<string, KeptSetting>();
  for (const one of known)
    if (one.setting === "status" && !Object.hasOwn(requested.statuses, one.name) && !words.has(one.name))
      words.set(one.name, one);
  const decimalSetting = requested.decimal ?? decimal?.meaning ?? "auto";
  const datesSetting = requested.dates ?? dates?.meaning ?? "auto";
  return {
    notation: {
      ...requested,
      sameOrder: requested.sameOrder ?? "error",
      decimal: decimalSetting === "auto" ? null : (decimalSetting as Notation["decimal"]), // these as keepSettings wrote them
      dates: datesSetting === "auto" ? null : (datesSetting as Notation["dates"]),
      statuses: {
        ...Object.fromEntries([...words].map(([word, { meaning }]) => [word, meaning as Notation["status"]])),
        ...requested.statuses,
      },
    },
    kept: [decimal ?? [], dates ?? [], ...words.values()].flat().filter(({ meaning }) => meaning !== "auto"),
  };
}

const OF_POSTBACKS = { from: "postbacks", uploadId: null, keptAt: null } as const;

function settingsOf({ decimalSeparator, statuses }: PostbackSettings): KeptSetting[] {
  const words = Object.entries(statuses).map(([name, meaning]): KeptSetting => ({
    ...OF_POSTBACKS,
    setting: "status",
    name,
    meaning,
  }));
  if (decimalSeparator === null) return words;
  const meaning = separatorNameOf(decimalSeparator);
  return [{ ...OF_POSTBACKS, setting: "decimal_separator", name: "", meaning }, ...words];
}

/** The parameters of an advertiser's postbacks as columns, by their plain names. */
export function columnsOfPostbacks({ parameters }: PostbackSettings): KeptSetting[] {
  return FIELDS.flatMap((field) =>
    field === "reason" || field === "comment"
      ? []
      : (parameters[field] ?? []).map((name): KeptSetting => ({
          ...OF_POSTBACKS,
          setting: "column",
          name: plainName(name),
          meaning: field,
        })),
  );
}

import { z } from "@hono/zod-openapi";
import { VERDICTS } from "@waymark/contract/verdict";
import { CODES } from "@waymark/network/click";

/** A word of a closed list, or an empty text for clicks where it is unknown. */
const wordOrNone = <Word extends string>(words: readonly Word[], description: string) =>
  z
    .enum(["", ...words])
    .optional()
    .openapi({ description: `${description}; an empty text selects those where it is unknown` });

const agentWord = (name: "device" | "os" | "browser") =>
  wordOrNone(Object.keys(CODES[name]), `Only visitors with this ${name === "os" ? "operating system" : name}`);

const NO_LANDING = "an empty text selects clicks that were sent to a fallback";

/** What clicks and the conversions that they led to can both be filtered by. */
export const ClickFactFilters = {
  landing_id: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: `Only those of this landing; ${NO_LANDING}` }),
  country: z
    .string()
    .regex(/^([A-Z][A-Z0-9])?$/, "must be a country's code, like DE")
    .optional()
    .openapi({
      description: "Only visitors from this country; an empty text selects those where it is unknown",
      example: "DE",
    }),
  device: agentWord("device"),
  os: agentWord("os"),
  browser: agentWord("browser"),
  verdict: wordOrNone(VERDICTS, "Only clicks with this verdict"),
};

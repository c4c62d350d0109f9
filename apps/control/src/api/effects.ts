import { z } from "@hono/zod-openapi";
import { CONSEQUENCES, type Effects, EFFECT_EVENTS } from "@waymark/network/account";
import { Holdings } from "./balances.ts";
import { money, Time, time } from "./schema.ts";
import { BLOCK_EVENTS } from "@waymark/network/words";

export const EffectsView = z
  .object({
    verb: z.enum(EFFECT_EVENTS),
    status: z.string(),
    links: z.number().int().openapi({ description: "Active links that are affected" }),
    offers: z.number().int(),
    pending_applications: z.number().int(),
    held_by_block: z.number().int().openapi({
      description:
        "Conversions that are held because of a block. `GET /api/v1/conversions?check_code=webmaster_blocked` lists them",
    }),
    money: z.array(Holdings),
    consequences: z.array(z.object({ code: z.string(), sentence: z.string() })),
    last_block: z
      .object({ verb: z.enum(BLOCK_EVENTS), reason: z.string(), changed_at: Time })
      .nullable()
      .openapi({ description: "The account's last block, or the end of one" }),
  })
  .openapi("Effects");

export const showEffects = (effects: Effects): z.infer<typeof EffectsView> => ({
  verb: effects.event,
  status: effects.status,
  links: effects.links,
  offers: effects.offers,
  pending_applications: effects.pendingApplications,
  held_by_block: effects.heldByBlock,
  money: effects.money.map(({ currency, pending, on_hold, available, on_payment, paid }) => ({
    currency,
    pending: money(pending, currency),
    on_hold: money(on_hold, currency),
    available: money(available, currency),
    on_payment: money(on_payment, currency),
    paid: money(paid, currency),
  })),
  consequences: effects.consequences.map((code) => ({ code, sentence: CONSEQUENCES[code] })),
  last_block: effects.lastBlock && {
    verb: effects.lastBlock.event,
    reason: effects.lastBlock.reason,
    changed_at: time(effects.lastBlock.changed_at),
  },
});

import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "./accounts.ts";

export const Email = z.email().max(254);
/** White space, controls, and what has no shape of its own: joiners, fillers, marks of direction, tags. */
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{DI}\u2800]/gu;
/** They show text in another order than it is stored, and reach past their own line's end when it is quoted. */
const DIRECTION_CHANGE = /[\u202a-\u202e\u2066-\u2069]/;

/** A text of one line, like a name or a title: it goes into mails and headers. */
export const line = (max: number, min = 1): z.ZodString =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text), "must be one line")
    .refine((text) => !DIRECTION_CHANGE.test(text), "must not change the direction of the text")
    .refine((text) => text === "" || text.replace(INVISIBLE, "") !== "", "must have a character that can be seen");
export const PersonName = line(200);
/** How strong it is, password.ts judges. */
export const NewPassword = z.string().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX);
/** A password to compare may have any length that was ever allowed. */
export const GivenPassword = z.string().min(1).max(PASSWORD_LENGTH_MAX);
/** The code in the link of a mail. */
export const Token = z.string().min(1).max(200);

import { z } from "@hono/zod-openapi";
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "./accounts.ts";

export const Email = z.email().max(254);
/** A text of one line, like a name or a title: it goes into mails and headers. */
export const line = (max: number, min = 1): z.ZodString =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(text), "must be one line");
export const PersonName = line(200);
/** How strong it is, password.ts judges. */
export const NewPassword = z.string().min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX);
/** A password to compare may have any length that was ever allowed. */
export const GivenPassword = z.string().min(1).max(PASSWORD_LENGTH_MAX);
/** The code in the link of a mail. */
export const Token = z.string().min(1).max(200);

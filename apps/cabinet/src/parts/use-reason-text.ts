import type { Reason } from "@waymark/client";
import { useTranslation } from "react-i18next";

/** The code of a reason and what its side wrote: of a conversion, or of a step in its history. */
type GivenReason = Pick<NonNullable<Reason>, "code" | "text">;

/** What a side wrote, and what the code of its reason means. The loader of a page that uses it loads "reasons". */
export function useReasonText(): (reason: GivenReason) => string {
  const { t } = useTranslation("reasons");
  return ({ code, text }) => [text, code === null ? null : t(code)].filter(Boolean).join(" · ");
}

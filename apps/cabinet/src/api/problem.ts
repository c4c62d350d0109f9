import { ApiError, UnreachableError } from "@waymark/client";
import { useTranslation } from "react-i18next";

/** An error in the reader's language: what did not happen, and the id that the operator can look up. */
export interface Problem {
  title: string;
  /** What the API says of this request; null where the title says it all. */
  detail: string | null;
  requestId: string | null;
  fields: Readonly<Record<string, string>>;
}

/** Describes errors. The API's sentences are English: readers of another language get its codes in theirs. */
export function useProblem(): (error: unknown) => Problem {
  const { t, i18n } = useTranslation("errors");
  return (error) => {
    if (error instanceof ApiError) {
      const detail = i18n.language === "en" ? null : error.message;
      return {
        title: i18n.language === "en" ? error.message : t(error.code),
        detail,
        requestId: error.requestId,
        fields: Object.fromEntries(
          error.errors.map(({ path, message, code, params }) => [
            path,
            i18n.language === "en" ? message : t(`${code}_fault`, { ...params, message }),
          ]),
        ),
      };
    }
    const title = t(error instanceof UnreachableError ? "unreachable" : "unexpected");
    return { title, detail: null, requestId: null, fields: {} };
  };
}

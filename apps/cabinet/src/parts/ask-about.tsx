import type { Thread } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { LinkButton } from "./link-button.tsx";
import { WithWriteRight } from "./with-right.tsx";

/** Leads to a new thread with the support about this. */
export function AskAbout({ kind, id }: NonNullable<Thread["subject"]>) {
  const { t } = useTranslation();
  return (
    <WithWriteRight>
      <LinkButton to="/support" search={{ new: kind, subject: id }} variant="default" size="xs">
        {t("ask_about_this")}
      </LinkButton>
    </WithWriteRight>
  );
}

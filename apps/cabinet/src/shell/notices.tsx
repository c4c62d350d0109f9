import { Link } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./shell.module.css";

// No part of the first load.
const TermsDialog = lazy(() =>
  import("./terms-dialog.tsx").then(({ TermsDialog: component }) => ({ default: component })),
);

/** What a person must know before anything else: the account is blocked, a second factor is missing, terms wait. */
export function Notices({ me }: { me: Me }) {
  const { t } = useTranslation();
  const [isReading, setReading] = useState(false);
  const pendingVersion = me.member?.pending_terms_version ?? null;
  return (
    <>
      {me.is_blocked && (
        <p role="alert" className={classes["notice"]} data-tone="bad">
          {t("account_blocked")} {me.block_reason}
        </p>
      )}
      {me.requires_second_factor && (
        <p role="alert" className={classes["notice"]}>
          {t("second_factor_missing")} <Link to="/profile">{t("set_it_up")}</Link>
        </p>
      )}
      {pendingVersion !== null && (
        <p role="alert" className={classes["notice"]}>
          {t("terms_wait")}{" "}
          <button type="button" onClick={() => setReading(true)}>
            {t("read_terms")}
          </button>
        </p>
      )}
      <Suspense>
        {isReading && pendingVersion !== null && (
          <TermsDialog version={pendingVersion} onClose={() => setReading(false)} />
        )}
      </Suspense>
    </>
  );
}

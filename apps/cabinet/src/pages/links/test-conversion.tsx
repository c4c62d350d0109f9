import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { parseMinor, useFormat } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useOutcomeText } from "../../parts/use-outcome-text.ts";
import partClasses from "../../parts/parts.module.css";

/** What the visitor of a test pays: goals that pay a share of the order need it. */
const ORDER = "100";

/** Tries a conversion of a test click, and shows what the network answered and how fast. */
export function TestConversion({ clickId, offerId }: { clickId: string; offerId: string }) {
  const { t } = useTranslation("links");
  const format = useFormat();
  const offer = useQuery(read("getOffer", { path: { id: offerId } }));
  const begunAt = useRef(0);
  const outcomeText = useOutcomeText();
  const [ms, setMs] = useState(0);
  const make = useAct("createTestConversion", {
    changes: ["listConversions", "getClickLife"],
    onDone: () => setMs(Math.round(performance.now() - begunAt.current)),
  });
  const currency = offer.data?.goals.find(({ is_default }) => is_default)?.currency;
  const amount_minor = currency === undefined ? undefined : parseMinor(ORDER, currency);
  const amount = currency === undefined || amount_minor === undefined ? null : { amount_minor, currency };
  const convert = () => {
    begunAt.current = performance.now();
    make.mutate({ path: { click_id: clickId }, body: { amount } });
  };
  if (make.data !== undefined) {
    const { status, reason_code: code, reason_sentence: sentence } = make.data;
    return status === "rejected" ? (
      <div role="alert">
        <StatusBadge tone="bad">{t("test_conversion_rejected")}</StatusBadge> {outcomeText({ code, sentence })}
      </div>
    ) : (
      <div role="status">
        <StatusBadge tone="good">{t("test_conversion_came", { ms: format.count(ms) })}</StatusBadge>
      </div>
    );
  }
  return (
    <>
      {amount !== null && <p className={partClasses["note"]}>{t("test_order", { amount: format.money(amount) })}</p>}
      <div className={partClasses["line"]}>
        <Button loading={make.isPending || offer.isPending} onClick={convert}>
          {t("make_test_conversion")}
        </Button>
      </div>
      {make.error !== null && <Failed error={make.error} />}
    </>
  );
}

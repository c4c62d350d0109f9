import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { NextPayout, PayoutRequest } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import partClasses from "../../parts/parts.module.css";

const CHANGED: readonly OperationName[] = ["listPayoutRequests", "getNextPayout"];
/** One request of a currency is open at a time. */
const OPEN_MAX = 500;

/** Of a webmaster who is paid on request: asks for what is available in a currency, or withdraws the request. */
export function AskForPayout({ one: { currency, left_out } }: { one: NextPayout["accounts"][number] }) {
  const { t } = useTranslation("payouts");
  const format = useFormat();
  const mayAsk = useHasRight("payouts");
  const [asked, setAsked] = useState<"request" | "withdraw">();
  const { data } = useQuery(read("listPayoutRequests", { query: { status: "open", limit: OPEN_MAX } }));
  if (data === undefined) return null;
  const open = data.data.find((request) => request.currency === currency);
  const close = () => setAsked(undefined);
  const isAskable = left_out.some(({ reason_code }) => reason_code === "not_scheduled");
  if (open === undefined && !isAskable) return null;
  return (
    <div className={partClasses["line"]}>
      {open !== undefined && (
        <p>
          {t("request_open", { currency, time: format.time(open.requested_at), date: format.day(open.due_on, "day") })}
        </p>
      )}
      {mayAsk && (
        <Button
          size="xs"
          {...(open !== undefined && { variant: "default" })}
          onClick={() => setAsked(open === undefined ? "request" : "withdraw")}
        >
          {t(open === undefined ? "request" : "withdraw")}
        </Button>
      )}
      {asked === "request" && <Ask currency={currency} onClose={close} />}
      {asked === "withdraw" && open !== undefined && <Withdraw request={open} onClose={close} />}
    </div>
  );
}

function Ask({ currency, onClose }: { currency: string; onClose: () => void }) {
  const { t } = useTranslation("payouts");
  const act = useAct("requestPayout", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("request_title", { currency })}
        effect={t("request_effect", { currency })}
        button={t("request")}
        isDestructive={false}
        act={() => run(() => act.mutateAsync({ body: { currency } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

function Withdraw({ request: { id, currency }, onClose }: { request: PayoutRequest; onClose: () => void }) {
  const { t } = useTranslation("payouts");
  const act = useAct("withdrawPayoutRequest", { changes: CHANGED });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("withdraw_title")}
        effect={t("withdraw_effect", { currency })}
        button={t("withdraw")}
        act={() => run(() => act.mutateAsync({ path: { id }, body: {} }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

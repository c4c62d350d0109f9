import { Button, FileButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouteContext } from "@tanstack/react-router";
import type { PayoutDocument } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Facts } from "../../parts/facts.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { SideDrawer } from "../../parts/side-drawer.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { DocumentStatusBadge } from "./document-status.tsx";
import partClasses from "../../parts/parts.module.css";

const route = getRouteApi("/frame/payout-documents/$id");

const CHANGED: readonly OperationName[] = ["listPayoutDocuments", "getPayoutDocument"];
const TYPES = "application/pdf,image/png,image/jpeg";

/** One document: what it is for, its file, and what its reader may do. */
export function DocumentDrawer() {
  const { t } = useTranslation("payout-documents");
  const path = route.useParams();
  const query = useQuery(read("getPayoutDocument", { path }));
  return (
    <SideDrawer
      title={query.data === undefined ? t("document") : t(`kind_${query.data.kind}`)}
      closeTo={{ to: "/payout-documents", search: (before) => before }}
    >
      <States query={query}>{(document) => <DocumentView key={document.id} document={document} />}</States>
      <ApiRequestHint name="getPayoutDocument" input={{ path }} />
    </SideDrawer>
  );
}

interface Props {
  document: PayoutDocument;
}

function DocumentView({ document }: Props) {
  const { t } = useTranslation("payout-documents");
  const { me } = useRouteContext({ from: "/frame" });
  const format = useFormat();
  const { id, kind, status, file, reason, due_at, payout_id, amount, vat } = document;
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <DocumentStatusBadge status={status} />
      </div>
      <p>{t(`meaning_${kind}_${status}`)}</p>
      {reason !== null && <p>{t("why", { reason })}</p>}
      <Facts
        facts={[
          [
            t("payout"),
            <Link key="payout" to="/payouts/$id" params={{ id: payout_id }}>
              {payout_id}
            </Link>,
          ],
          [t("webmaster"), document.webmaster_name],
          [t("amount"), <MoneyText key="amount" money={amount} />],
          [t("vat"), <MoneyText key="vat" money={vat} />],
          [t("due"), due_at === null || status !== "required" ? "—" : format.time(due_at)],
        ]}
      />
      {kind === "act" && <Papers document={document} />}
      {file !== null && (
        <span className={partClasses["lines"]}>
          <a href={`/api/v1/payout-documents/${id}/file`} download={file.name}>
            {file.name}
          </a>
          <small>{t("uploaded", { time: format.time(file.uploaded_at) })}</small>
        </span>
      )}
      {me.role === "webmaster" && <Upload document={document} />}
      {me.role === "operator" && <Decide document={document} />}
    </div>
  );
}

const FORMS = ["act", "invoice"] as const;

/** The papers to sign, in the language of the page. */
function Papers({ document: { id } }: Props) {
  const { t, i18n } = useTranslation("payout-documents");
  const language = i18n.language === "ru" ? "ru" : "en";
  return (
    <div className={partClasses["line"]}>
      {FORMS.map((form) => (
        <a key={form} href={`/api/v1/payout-documents/${id}/paper?form=${form}&language=${language}`} download>
          {t(`download_${form}`)}
        </a>
      ))}
    </div>
  );
}

function Upload({ document: { id, status } }: Props) {
  const { t } = useTranslation("payout-documents");
  const upload = useAct("uploadPayoutDocument", { changes: CHANGED });
  if (status !== "required" && status !== "check") return null;
  const send = (file: File | null) => {
    if (file === null) return;
    const body = { content: file, type: "application/octet-stream" };
    upload.mutate({ path: { id }, query: { name: file.name }, body });
  };
  return (
    <div className={partClasses["stack"]}>
      <div>
        <FileButton accept={TYPES} onChange={send}>
          {(props) => (
            <Button {...props} loading={upload.isPending}>
              {t(status === "required" ? "upload" : "replace")}
            </Button>
          )}
        </FileButton>
      </div>
      <small>{t("upload_text")}</small>
      {upload.error !== null && <Failed error={upload.error} />}
    </div>
  );
}

function Decide({ document: { id, status, file } }: Props) {
  const { t } = useTranslation("payout-documents");
  const [asked, setAsked] = useState<"accept" | "refuse">();
  const accept = useAct("acceptPayoutDocument", { changes: CHANGED });
  const refuse = useAct("refusePayoutDocument", { changes: CHANGED });
  const mayDecide = useHasRight("payouts");
  if (status !== "check" || file === null || !mayDecide) return null;
  const close = () => setAsked(undefined);
  const path = { id };
  return (
    <>
      <div className={partClasses["buttons"]}>
        <Button onClick={() => setAsked("accept")}>{t("accept")}</Button>
        <Button variant="default" onClick={() => setAsked("refuse")}>
          {t("refuse")}
        </Button>
      </div>
      {asked === "accept" && (
        <ConfirmAct
          title={t("accept_title", { name: file.name })}
          effect={t("accept_effect")}
          button={t("accept")}
          isDestructive={false}
          act={() => accept.mutateAsync({ path, body: { file_id: file.id } })}
          onClose={close}
        />
      )}
      {asked === "refuse" && (
        <ConfirmAct
          title={t("refuse_title", { name: file.name })}
          effect={t("refuse_effect")}
          button={t("refuse")}
          reason={{ label: t("refuse_reason"), isRequired: true }}
          act={(reason) => refuse.mutateAsync({ path, body: { file_id: file.id, reason } })}
          onClose={close}
        />
      )}
    </>
  );
}

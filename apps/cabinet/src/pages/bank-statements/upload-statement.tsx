import { Button, FileInput, Modal, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { BankStatement, PayerAccount } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Empty, Failed, States } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { FORMAT_NAMES, keysOf } from "./words.ts";
import partClasses from "../../parts/parts.module.css";

const ACCOUNTS_MAX = 500;
/** A slow connection needs longer than the client waits by default. */
const UPLOAD_MS = 180_000;

/** The format that banks of a method send. */
const USUAL_FORMAT: Readonly<Record<PayerAccount["method"], BankStatement["format"]>> = {
  ...{ sepa: "camt.053", swift: "camt.053", russian_bank: "1c", paypal: "csv", usdt_trc20: "csv", other: "csv" },
};

/** Uploads what a bank sent, and leads to its draft: nothing changes yet. */
export function UploadStatement({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("bank-statements");
  const { t: common } = useTranslation();
  const accounts = useQuery(read("listPayerAccounts", { query: { limit: ACCOUNTS_MAX } }));
  return (
    <Modal opened onClose={onClose} title={t("upload")} closeButtonProps={{ "aria-label": common("close") }}>
      <States
        query={accounts}
        isEmpty={({ data }) => data.length === 0}
        never={
          <Empty
            title={t("accounts_never")}
            text={t("accounts_never_text")}
            action={<LinkButton to="/payer-accounts">{t("payer_accounts")}</LinkButton>}
          />
        }
      >
        {({ data }) => <UploadForm accounts={data} onClose={onClose} />}
      </States>
    </Modal>
  );
}

function UploadForm({ accounts, onClose }: { accounts: readonly PayerAccount[]; onClose: () => void }) {
  const { t } = useTranslation("bank-statements");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [first] = accounts;
  const [account, setAccount] = useState(first);
  const [chosen, setChosen] = useState<BankStatement["format"]>();
  const upload = useAct("uploadBankStatement", { changes: ["listBankStatements"], timeoutMs: UPLOAD_MS });
  const { run, dialog } = useFreshSignIn();
  const format = chosen ?? USUAL_FORMAT[account?.method ?? "other"];
  const form = useForm({}, async () => {
    if (file === null || account === undefined) return;
    const query = { payer_account_id: account.id, format };
    const body = { content: file, type: "application/octet-stream" };
    const { id } = await run(() => upload.mutateAsync({ query, body }));
    await navigate({ to: "/bank-statements/$id", params: { id } });
  });
  return (
    <>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p>{t("upload_effect")}</p>
        <NativeSelect
          name="payer_account_id"
          label={t("account")}
          value={account?.id}
          onChange={({ currentTarget }) => setAccount(accounts.find(({ id }) => id === currentTarget.value))}
          data={accounts.map(({ id, mask, currency, legal_entity_name }) => ({
            value: id,
            label: `${mask}, ${currency}, ${legal_entity_name}`,
          }))}
        />
        <NativeSelect
          name="format"
          label={t("format")}
          description={t("format_text")}
          value={format}
          onChange={({ currentTarget }) => setChosen(keysOf(FORMAT_NAMES).find((one) => one === currentTarget.value))}
          data={keysOf(FORMAT_NAMES).map((value) => ({ value, label: FORMAT_NAMES[value] }))}
        />
        <FileInput label={t("file")} placeholder={t("choose_file")} value={file} onChange={setFile} required />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy} disabled={file === null}>
            {t("upload_button")}
          </Button>
        </div>
      </form>
      {dialog}
    </>
  );
}

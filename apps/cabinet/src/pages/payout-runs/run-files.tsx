import { Button } from "@mantine/core";
import type { PayoutRunDetails } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type RowOf } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Icon } from "../../parts/icon.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { textNameOf } from "../payout-accounts/fields.ts";
import { useActorName } from "./actors.ts";
import { FILE_CHANGES, FORMAT_NAMES } from "./bank-files.ts";
import { MakeFile } from "./make-file.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./runs.module.css";

type ToPay = PayoutRunDetails["to_pay"][number];
type FileRecord = RowOf<"listBankFiles">;

/** What the run has to pay by files, and the files that were made. */
export function RunFiles({ run }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const [made, setMade] = useState<ToPay>();
  const [voided, setVoided] = useState<FileRecord>();
  return (
    <div className={partClasses["stack"]}>
      {run.status === "sent" && <ToPayTable run={run} onMake={setMade} />}
      <ListTable
        list={useList("listBankFiles", {}, { id: run.id })}
        label={t("files_made")}
        columns={useFileColumns(run, setVoided)}
        never={<Empty title={t("files_never")} text={t(run.status === "sent" ? "files_never_text" : "files_later")} />}
      />
      {made !== undefined && made.method !== null && (
        <MakeFile runId={run.id} method={made.method} currency={made.net.currency} onClose={() => setMade(undefined)} />
      )}
      {voided !== undefined && <VoidFile runId={run.id} file={voided} onClose={() => setVoided(undefined)} />}
    </div>
  );
}

const differenceOf = ({ net, instructed_net }: ToPay) => ({
  amount_minor: BigInt(net.amount_minor) - BigInt(instructed_net.amount_minor),
  currency: net.currency,
});

/** By method and currency: what is on payment, what files or a provider pay of it, and the difference. */
function ToPayTable({ run, onMake }: { run: PayoutRunDetails; onMake: (row: ToPay) => void }) {
  const { t } = useTranslation("payout-runs");
  const { t: accounts } = useTranslation("payout-accounts");
  const format = useFormat();
  const mayChange = useHasRight("payouts");
  const columns = useMemo(
    (): Column<ToPay>[] => [
      {
        id: "method",
        header: accounts("method"),
        cell: ({ method, net }) =>
          `${method === null ? t("by_agreement") : accounts(`method_${textNameOf(method)}`)}, ${net.currency}`,
      },
      {
        ...{ id: "payouts", header: t("payouts"), isNumber: true, onCard: true },
        cell: ({ payouts }) => format.count(payouts),
      },
      {
        ...{ id: "net", header: t("to_pay"), isNumber: true, onCard: true },
        cell: ({ net }) => <MoneyText money={net} />,
      },
      {
        ...{ id: "instructed", header: t("instructed"), isNumber: true, onCard: true },
        cell: ({ instructed_net }) => <MoneyText money={instructed_net} />,
      },
      {
        ...{ id: "difference", header: t("file_difference"), isNumber: true, onCard: true },
        cell: (row) => (
          <span className={classes["difference"]}>
            {differenceOf(row).amount_minor === 0n && <Icon name="done" size={16} />}
            <MoneyText money={differenceOf(row)} />
          </span>
        ),
      },
      {
        ...{ id: "act", header: t("act"), onCard: true },
        cell: (row) =>
          mayChange && row.method !== null ? (
            <Button variant="default" size="compact-xs" onClick={() => onMake(row)}>
              {t("make_file")}
            </Button>
          ) : (
            "—"
          ),
      },
    ],
    [t, accounts, format, mayChange, onMake],
  );
  if (run.to_pay.length === 0) return <p>{t("to_pay_nothing")}</p>;
  return (
    <div>
      <DataTable
        label={t("to_pay_by_files")}
        rows={run.to_pay}
        columns={columns}
        rowKey={({ method, net }) => `${method} ${net.currency}`}
      />
      <p className={partClasses["note"]}>{t("to_pay_text")}</p>
    </div>
  );
}

function useFileColumns(run: PayoutRunDetails, onVoid: (file: FileRecord) => void): Column<FileRecord>[] {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const nameOf = useActorName();
  const mayVoid = useHasRight("payouts") && run.status === "sent";
  return useMemo(
    () => [
      {
        id: "file",
        header: t("file"),
        cell: (file) => (
          <span className={partClasses["lines"]}>
            <code className={partClasses["clipped"]} title={file.message_id}>
              {file.message_id}
            </code>
            <small>{FORMAT_NAMES[file.format]}</small>
          </span>
        ),
      },
      {
        ...{ id: "payouts", header: t("payouts"), isNumber: true, onCard: true },
        cell: ({ payouts }) => format.count(payouts),
      },
      {
        ...{ id: "net", header: t("file_sum"), isNumber: true, onCard: true },
        cell: ({ net }) => <MoneyText money={net} />,
      },
      {
        ...{ id: "made", header: t("file_made"), onCard: true },
        cell: ({ made_at, made_by }) => (
          <span className={partClasses["lines"]}>
            {format.time(made_at)}
            <small>{nameOf(made_by)}</small>
          </span>
        ),
      },
      {
        ...{ id: "status", header: t("status"), onCard: true },
        cell: ({ voided_at, void_reason }) =>
          voided_at === null ? (
            <StatusBadge tone="good">{t("file_pays")}</StatusBadge>
          ) : (
            <span className={partClasses["lines"]}>
              <StatusBadge tone="quiet">{t("file_void")}</StatusBadge>
              <small>{void_reason}</small>
            </span>
          ),
      },
      {
        ...{ id: "act", header: t("act"), onCard: true },
        cell: (file) =>
          mayVoid && file.voided_at === null ? (
            <Button variant="default" size="compact-xs" onClick={() => onVoid(file)}>
              {t("verb_void")}
            </Button>
          ) : (
            "—"
          ),
      },
    ],
    [t, format, nameOf, mayVoid, onVoid],
  );
}

interface VoidFileProps {
  runId: string;
  file: FileRecord;
  onClose: () => void;
}

function VoidFile({ runId, file: { message_id }, onClose }: VoidFileProps) {
  const { t } = useTranslation("payout-runs");
  const act = useAct("voidBankFile", { changes: FILE_CHANGES });
  const { run, dialog } = useFreshSignIn();
  return (
    <>
      <ConfirmAct
        title={t("title_void")}
        effect={
          <div className={partClasses["stack"]}>
            <p>{t("effect_void")}</p>
            <code className={classes["messageId"]}>{message_id}</code>
          </div>
        }
        button={t("verb_void")}
        reason={{ label: t("reason_kept"), isRequired: true }}
        act={(reason) => run(() => act.mutateAsync({ path: { id: runId }, body: { message_id, reason } }))}
        onClose={onClose}
      />
      {dialog}
    </>
  );
}

import type { PayoutRunDetails } from "@waymark/client";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { useActorName } from "./actors.ts";
import { RunStatusBadge } from "./run-status.tsx";

type Step = PayoutRunDetails["steps"][number];

/** Who decided what about the run, and what an approval covered. */
export function History({ run: { steps } }: { run: PayoutRunDetails }) {
  const { t } = useTranslation("payout-runs");
  const format = useFormat();
  const nameOf = useActorName();
  const columns = useMemo(
    (): Column<Step>[] => [
      { id: "status", header: t("step"), cell: ({ status }) => <RunStatusBadge status={status} /> },
      { id: "when", header: t("decided"), cell: ({ decided_at }) => format.time(decided_at, "second"), onCard: true },
      { id: "who", header: t("who"), cell: ({ actor_id }) => nameOf(actor_id), onCard: true },
      { id: "reason", header: t("reason"), cell: ({ reason }) => reason ?? "—", onCard: true },
      {
        id: "fingerprint",
        header: t("fingerprint"),
        cell: ({ fingerprint }) =>
          fingerprint === null ? "—" : <code title={fingerprint}>{fingerprint.slice(0, FINGERPRINT_LENGTH)}</code>,
        onCard: true,
      },
    ],
    [t, format, nameOf],
  );
  return (
    <DataTable
      label={t("list_history")}
      rows={steps}
      columns={columns}
      rowKey={({ decided_at, status }) => `${decided_at} ${status}`}
    />
  );
}

/** As much of a digest as a person compares. */
const FINGERPRINT_LENGTH = 12;

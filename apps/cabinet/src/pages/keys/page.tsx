import { Button } from "@mantine/core";
import type { ApiKey } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { ListTable, useList } from "../../parts/list-table.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { WithWriteRight } from "../../parts/with-right.tsx";
import { CreateKey } from "./create-key.tsx";

/** The API keys of the account: created and shown once, revoked with what it ends. */
export function KeysPage() {
  const { t } = useTranslation("keys");
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey>();
  const create = (
    <WithWriteRight>
      <Button onClick={() => setCreating(true)}>{t("create")}</Button>
    </WithWriteRight>
  );
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} action={create} />
      <ListTable
        list={useList("listApiKeys")}
        label={t("title")}
        columns={useColumns(setRevoked)}
        never={<Empty title={t("never")} text={t("never_text")} action={create} />}
      />
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {revoked !== undefined && <RevokeKey apiKey={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation("keys");
  const revoke = useAct("revokeApiKey", { changes: ["listApiKeys"] });
  return (
    <ConfirmAct
      title={t("revoke_title", { name: apiKey.name })}
      effect={t("revoke_effect")}
      button={t("revoke_key")}
      reason={{ label: t("reason"), isRequired: false }}
      act={(reason) => revoke.mutateAsync({ path: { id: apiKey.id }, body: { reason: reason === "" ? null : reason } })}
      onClose={onClose}
    />
  );
}

function useColumns(onRevoke: (key: ApiKey) => void): Column<ApiKey>[] {
  const { t } = useTranslation("keys");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "name", header: t("name"), cell: ({ name }) => name },
      { id: "status", header: t("status"), cell: (key) => <KeyStatus apiKey={key} />, onCard: true },
      {
        id: "scopes",
        header: t("scopes"),
        cell: ({ scopes }) => scopes.map((scope) => t(`scope_${scope}`)).join(", "),
      },
      { id: "created", header: t("created"), cell: ({ created_at }) => format.time(created_at) },
      {
        id: "used",
        header: t("last_used"),
        cell: ({ last_used_at }) => (last_used_at === null ? t("not_used") : format.time(last_used_at)),
        onCard: true,
      },
      {
        id: "expires",
        header: t("expires"),
        cell: ({ expires_at }) => (expires_at === null ? t("never_expires") : format.time(expires_at)),
      },
      {
        id: "act",
        header: t("act"),
        cell: (key) =>
          key.revoked_at === null && (
            <WithWriteRight>
              <Button
                variant="default"
                size="compact-xs"
                aria-label={t("revoke_title", { name: key.name })}
                onClick={() => onRevoke(key)}
              >
                {t("revoke")}
              </Button>
            </WithWriteRight>
          ),
        onCard: true,
      },
    ],
    [t, format, onRevoke],
  );
}

function KeyStatus({ apiKey: { revoked_at, expires_at } }: { apiKey: ApiKey }) {
  const { t } = useTranslation("keys");
  if (revoked_at !== null) return <StatusBadge tone="bad">{t("revoked")}</StatusBadge>;
  const isExpired = expires_at !== null && Date.parse(expires_at) <= Date.now();
  return isExpired ? (
    <StatusBadge tone="quiet">{t("expired")}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t("in_force")}</StatusBadge>
  );
}

import { Button, Modal, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { LegalEntity } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Empty, Failed, States } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { PAYOUT_METHODS } from "../../words.ts";
import { AccountFields, detailsOf, emptyAccount } from "../payout-accounts/account-fields.tsx";
import partClasses from "../../parts/parts.module.css";

const ENTITIES_MAX = 500;

interface AddPayerAccountProps {
  onClose: () => void;
  /** Adds a legal entity first. */
  onEntity: () => void;
}

/** Adds an account from which the network pays, and opens it. */
export function AddPayerAccount({ onClose, onEntity }: AddPayerAccountProps) {
  const { t } = useTranslation("payer-accounts");
  const { t: common } = useTranslation();
  const entities = useQuery(read("listLegalEntities", { query: { limit: ENTITIES_MAX } }));
  return (
    <Modal opened onClose={onClose} title={t("add_account")} closeButtonProps={{ "aria-label": common("close") }}>
      <States
        query={entities}
        isEmpty={({ data }) => data.length === 0}
        never={
          <Empty
            title={t("entities_never")}
            text={t("entities_first")}
            action={<Button onClick={onEntity}>{t("add_entity")}</Button>}
          />
        }
      >
        {({ data }) => <AccountForm entities={data} onClose={onClose} />}
      </States>
    </Modal>
  );
}

function AccountForm({ entities, onClose }: { entities: readonly LegalEntity[]; onClose: () => void }) {
  const { t } = useTranslation("payer-accounts");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const add = useAct("addPayerAccount", { changes: ["listPayerAccounts"] });
  const { run, dialog } = useFreshSignIn();
  const form = useForm(
    { ...emptyAccount("sepa"), legal_entity_id: entities[0]?.id ?? "" },
    async ({ legal_entity_id, ...values }) => {
      const body = { legal_entity_id, currency: values.currency.trim().toUpperCase(), details: detailsOf(values) };
      const { id } = await run(() => add.mutateAsync({ body }));
      await navigate({ to: "/payer-accounts/$id", params: { id }, search: {} });
    },
  );
  return (
    <>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <NativeSelect
          label={t("entity")}
          value={form.values.legal_entity_id}
          onChange={(event) => form.set("legal_entity_id", event.currentTarget.value)}
          data={entities.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <AccountFields form={form} offered={PAYOUT_METHODS} />
        <p className={partClasses["note"]}>{t("add_account_text")}</p>
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("add_account")}
          </Button>
        </div>
      </form>
      {dialog}
    </>
  );
}

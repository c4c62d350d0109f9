import { Button, Modal } from "@mantine/core";
import type { LegalEntity } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { queryClient, read, useAct } from "../../api/index.ts";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import { EntityFields, entityOf, entityValuesOf, useEntityLabels, type EntityValues } from "./entity-fields.tsx";
import partClasses from "../../parts/parts.module.css";

const ENTITIES_MAX = 500;

/** Changes the name, the address or the numbers of a legal entity. */
export function ChangeEntity({ entity, onClose }: { entity: LegalEntity; onClose: () => void }) {
  const { t } = useTranslation("payer-accounts");
  const { t: common } = useTranslation();
  const change = useAct("changeLegalEntity", { changes: ["listLegalEntities", "listPayerAccounts"] });
  const { run, dialog } = useFreshSignIn();
  const path = { id: entity.id };
  const form = useVersionedForm<LegalEntity, EntityValues>({
    current: entity,
    valuesOf: entityValuesOf,
    async send(values, { version }) {
      const changed = await run(() => change.mutateAsync({ path, body: { ...entityOf(values), version } }));
      onClose();
      return changed;
    },
    async readCurrent() {
      const all = read("listLegalEntities", { query: { limit: ENTITIES_MAX } });
      const { data } = await queryClient.fetchQuery({ ...all, staleTime: 0 });
      return data.find(({ id }) => id === entity.id) ?? entity;
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("change_entity_title")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p>{t("change_entity_text")}</p>
        <EntityFields form={form} />
        <Conflict {...form.conflict} labels={useEntityLabels()} />
        {form.error !== undefined && !isConflict(form.error) && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("save")}
          </Button>
        </div>
      </form>
      {dialog}
    </Modal>
  );
}

import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { EntityFields, entityOf, NO_ENTITY } from "./entity-fields.tsx";
import partClasses from "../../parts/parts.module.css";

/** Adds a legal entity that pays webmasters. */
export function AddEntity({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("payer-accounts");
  const { t: common } = useTranslation();
  const add = useAct("addLegalEntity", { changes: ["listLegalEntities"] });
  const { run, dialog } = useFreshSignIn();
  const form = useForm(NO_ENTITY, async (values) => {
    await run(() => add.mutateAsync({ body: entityOf(values) }));
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("add_entity")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <EntityFields form={form} />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("add_entity")}
          </Button>
        </div>
      </form>
      {dialog}
    </Modal>
  );
}

import { Button, Modal, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import partClasses from "../../parts/parts.module.css";

const NOTHING = {
  ...{ name: "", country: "", town: "", postcode: "", "address_lines.0": "", "address_lines.1": "" },
  ...{ tax_number: "", kpp: "", vat_number: "" },
};

const textOrNull = (text: string): string | null => text.trim() || null;

/** Adds a legal entity that pays webmasters. */
export function AddEntity({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("payer-accounts");
  const { t: common } = useTranslation();
  const add = useAct("addLegalEntity", { changes: ["listLegalEntities"] });
  const { run, dialog } = useFreshSignIn();
  const form = useForm(NOTHING, async (values) => {
    const lines = [values["address_lines.0"], values["address_lines.1"]];
    const body = {
      ...{ name: values.name, town: values.town, country: values.country.trim().toUpperCase() },
      address_lines: lines.map((line) => line.trim()).filter((line) => line !== ""),
      ...{ postcode: textOrNull(values.postcode), tax_number: textOrNull(values.tax_number) },
      ...{ kpp: textOrNull(values.kpp), vat_number: textOrNull(values.vat_number) },
    };
    await run(() => add.mutateAsync({ body }));
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("add_entity")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <TextInput {...form.text("name")} label={t("name")} description={t("name_text")} required data-autofocus />
        <TextInput
          {...form.text("country")}
          label={t("country")}
          description={t("country_text")}
          maxLength={2}
          required
        />
        <TextInput {...form.text("town")} label={t("town")} required />
        <TextInput {...form.text("postcode")} label={t("postcode")} />
        <TextInput {...form.text("address_lines.0")} label={t("address")} maxLength={70} />
        <TextInput {...form.text("address_lines.1")} label={t("address_more")} maxLength={70} />
        <TextInput {...form.text("tax_number")} label={t("tax_number")} description={t("tax_number_text")} />
        <TextInput {...form.text("kpp")} label={t("kpp")} />
        <TextInput {...form.text("vat_number")} label={t("vat_number")} description={t("vat_number_text")} />
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

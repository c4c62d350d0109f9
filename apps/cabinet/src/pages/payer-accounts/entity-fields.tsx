import { TextInput } from "@mantine/core";
import type { LegalEntity } from "@waymark/client";
import { useTranslation } from "react-i18next";
import type { useForm } from "../../parts/use-form.ts";

export const NO_ENTITY = {
  ...{ name: "", country: "", town: "", postcode: "", "address_lines.0": "", "address_lines.1": "" },
  ...{ tax_number: "", kpp: "", vat_number: "" },
};
export type EntityValues = typeof NO_ENTITY;

const textOrNull = (text: string): string | null => text.trim() || null;

/** A legal entity as its form has it. */
export const entityValuesOf = (entity: LegalEntity): EntityValues => ({
  ...{ name: entity.name, country: entity.country, town: entity.town, postcode: entity.postcode ?? "" },
  ...{ "address_lines.0": entity.address_lines[0] ?? "", "address_lines.1": entity.address_lines[1] ?? "" },
  ...{ tax_number: entity.tax_number ?? "", kpp: entity.kpp ?? "", vat_number: entity.vat_number ?? "" },
});

/** What the API takes of the form. */
export const entityOf = (values: EntityValues) => ({
  ...{ name: values.name, town: values.town, country: values.country.trim().toUpperCase() },
  address_lines: [values["address_lines.0"], values["address_lines.1"]]
    .map((line) => line.trim())
    .filter((line) => line !== ""),
  ...{ postcode: textOrNull(values.postcode), tax_number: textOrNull(values.tax_number) },
  ...{ kpp: textOrNull(values.kpp), vat_number: textOrNull(values.vat_number) },
});

/** What the fields are called, by the API's names. */
export function useEntityLabels(): Record<keyof EntityValues, string> {
  const { t } = useTranslation("payer-accounts");
  return {
    ...{ name: t("name"), country: t("country"), town: t("town"), postcode: t("postcode"), kpp: t("kpp") },
    ...{ "address_lines.0": t("address"), "address_lines.1": t("address_more") },
    ...{ tax_number: t("tax_number"), vat_number: t("vat_number") },
  };
}

interface EntityFieldsProps {
  form: Pick<ReturnType<typeof useForm<EntityValues>>, "text">;
}

/** The fields of a legal entity. */
export function EntityFields({ form }: EntityFieldsProps) {
  const { t } = useTranslation("payer-accounts");
  const labels = useEntityLabels();
  const field = (name: keyof EntityValues) => ({ ...form.text(name), label: labels[name] });
  return (
    <>
      <TextInput {...field("name")} description={t("name_text")} required data-autofocus />
      <TextInput {...field("country")} description={t("country_text")} maxLength={2} required />
      <TextInput {...field("town")} required />
      <TextInput {...field("postcode")} />
      <TextInput {...field("address_lines.0")} maxLength={70} />
      <TextInput {...field("address_lines.1")} maxLength={70} />
      <TextInput {...field("tax_number")} description={t("tax_number_text")} />
      <TextInput {...field("kpp")} />
      <TextInput {...field("vat_number")} description={t("vat_number_text")} />
    </>
  );
}

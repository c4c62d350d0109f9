import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { useForm } from "../../parts/use-form.ts";
import { SUB_IDS } from "../../words.ts";

/** What a form lists: the kind is `address`, or the name of a parameter. */
interface Values extends Record<string, string> {
  kind: string;
  value: string;
}

/** The kind and the name as the API has them. */
export function listedOf({ kind, value }: Values) {
  const name = SUB_IDS.find((one) => one === kind) ?? null;
  return { kind: name === null ? ("address" as const) : ("parameter" as const), name, value };
}

/** The fields of an address or a parameter. */
export function OwnFields({ form }: { form: Pick<ReturnType<typeof useForm<Values>>, "text" | "values" | "set"> }) {
  const { t } = useTranslation("traffic-check");
  const { kind } = form.values;
  return (
    <>
      <NativeSelect
        name="kind"
        label={t("own_kind")}
        value={kind}
        onChange={(event) => form.set("kind", event.currentTarget.value)}
        data={[
          { value: "address", label: t("own_kind_address") },
          ...SUB_IDS.map((name) => ({ value: name, label: t("own_parameter", { name }) })),
        ]}
      />
      <TextInput
        {...form.text("value")}
        label={kind === "address" ? t("own_address") : t("own_value")}
        description={kind === "address" ? t("own_address_text") : t("own_value_text")}
        required
        maxLength={255}
      />
    </>
  );
}

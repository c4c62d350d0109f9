import { NativeSelect, TextInput, type TextInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SUB_IDS } from "../../words.ts";

/** What a form lists, as the API has it: the kind of a form is `address`, or the name of a parameter. */
export function listedOf({ kind, value }: Record<"kind" | "value", string>) {
  const name = SUB_IDS.find((one) => one === kind) ?? null;
  return { kind: name === null ? ("address" as const) : ("parameter" as const), name, value };
}

interface OwnFieldsProps {
  kind: string;
  onKind: (kind: string) => void;
  /** What the field of the value needs. */
  value: TextInputProps;
}

/** The fields of an address or a parameter. */
export function OwnFields({ kind, onKind, value }: OwnFieldsProps) {
  const { t } = useTranslation("traffic-check");
  return (
    <>
      <NativeSelect
        name="kind"
        label={t("own_kind")}
        value={kind}
        onChange={(event) => onKind(event.currentTarget.value)}
        data={[
          { value: "address", label: t("own_kind_address") },
          ...SUB_IDS.map((name) => ({ value: name, label: t("own_parameter", { name }) })),
        ]}
      />
      <TextInput
        {...value}
        label={kind === "address" ? t("own_address") : t("own_value")}
        description={kind === "address" ? t("own_address_text") : t("own_value_text")}
        required
        maxLength={255}
      />
    </>
  );
}

import { Button, Checkbox, Modal, Textarea, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { CheckRule, RuleSet } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct, type InputOf } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { CHECK_RULES } from "../../words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

type Rules = NonNullable<NonNullable<InputOf<"createRuleSet">["body"]>["rules"]>;
type Values = Record<string, string | boolean>;

const FIGURES = ["weight", "tail", "samples_min"] as const;
const SHARES = ["first", "both"] as const;

/** A share as a percentage with at most four places, and back. */
const percent = (share: number) => String(Number((share * 100).toFixed(4)));
const shareOf = (typed: string) => Number((Number(typed.replace(",", ".")) / 100).toFixed(6));

/** The values of a form: those of a version, or empty ones, which the API fills in. */
function valuesOf(base: RuleSet | undefined): Values {
  const own = new Map(base?.parameters.map((parameters) => [parameters.code, parameters]));
  return {
    note: "",
    ...Object.fromEntries(
      CHECK_RULES.flatMap((code): [string, string | boolean][] => {
        const parameters = own.get(code);
        return [
          [`${code} is_on`, parameters?.is_on ?? true],
          [`${code} weight`, parameters === undefined ? "" : String(parameters.weight)],
          [`${code} tail`, parameters === undefined ? "" : percent(parameters.tail)],
          [`${code} samples_min`, parameters === undefined ? "" : String(parameters.samples_min)],
        ];
      }),
    ),
    ...Object.fromEntries(SHARES.map((name) => [name, base === undefined ? "" : percent(base.flagged_max[name])])),
  };
}

/** The rules that a form describes. What is empty is left to the API. */
function rulesOf(values: Values): Rules {
  const text = (name: string) => String(values[name]).trim();
  const given = <Name extends string>(name: Name, typed: string, read: (typed: string) => number) =>
    typed === "" ? {} : ({ [name]: read(typed) } as Record<Name, number>); // its only key
  return {
    parameters: CHECK_RULES.map((code) => ({
      ...{ code, is_on: values[`${code} is_on`] === true },
      ...given("weight", text(`${code} weight`), (typed) => Number(typed.replace(",", "."))),
      ...given("tail", text(`${code} tail`), shareOf),
      ...given("samples_min", text(`${code} samples_min`), Number),
    })),
    flagged_max: { ...given("first", text("first"), shareOf), ...given("both", text("both"), shareOf) },
  };
}

/** Adds a version of the rules, and leads to it. */
export function NewRuleSet({ base, onClose }: { base: RuleSet | undefined; onClose: () => void }) {
  const { t } = useTranslation("traffic-check");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const create = useAct("createRuleSet", { changes: ["listRuleSets"] });
  const form = useForm(valuesOf(base), async (values) => {
    const note = String(values["note"]).trim();
    const { id } = await create.mutateAsync({ body: { rules: rulesOf(values), note: note === "" ? null : note } });
    await navigate({ to: "/traffic-check/$id", params: { id } });
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t("new_version")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p className={partClasses["lead"]}>{t("new_version_text")}</p>
        <Textarea {...form.text("note")} label={t("note")} description={t("note_text")} rows={2} data-autofocus />
        <fieldset className={classes["shares"]}>
          <legend>{t("flagged_max")}</legend>
          {SHARES.map((name) => (
            <TextInput
              key={name}
              {...form.text(name)}
              error={undefined}
              inputMode="decimal"
              label={t(`flagged_${name}`)}
              placeholder={t("usual")}
            />
          ))}
        </fieldset>
        <p className={partClasses["note"]}>{t("parameters_text")}</p>
        {CHECK_RULES.map((code) => (
          <RuleFields key={code} code={code} form={form} />
        ))}
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface RuleFieldsProps {
  code: CheckRule;
  form: Pick<ReturnType<typeof useForm<Values>>, "text" | "check">;
}

function RuleFields({ code, form }: RuleFieldsProps) {
  const { t } = useTranslation("traffic-check");
  const { t: findings } = useTranslation("findings");
  return (
    <fieldset className={classes["rule"]}>
      <legend>{findings(`rule_${code}`)}</legend>
      <Checkbox {...form.check(`${code} is_on`)} label={t("is_on")} />
      {FIGURES.map((name) => (
        <TextInput
          key={name}
          {...form.text(`${code} ${name}`)}
          size="xs"
          inputMode="decimal"
          label={t(`figure_${name}`)}
          placeholder={t("usual")}
        />
      ))}
    </fieldset>
  );
}

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { listedOf, OwnFields } from "./own-fields.tsx";
import partClasses from "../../parts/parts.module.css";

/** Asks whether a click would be marked now. */
export function TryOwnTraffic() {
  const { t } = useTranslation("traffic-check");
  const ask = useAct("tryOwnTraffic", { changes: [] });
  const [found, setFound] = useState<{ value: string; entries: number }>();
  const form = useForm({ kind: "address", value: "" }, async (values) => {
    setFound(undefined);
    const { entry_ids: ids } = await ask.mutateAsync({ body: listedOf(values) });
    setFound({ value: values.value, entries: ids.length });
  });
  return (
    <Card title={t("own_try")}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <OwnFields kind={form.values.kind} onKind={(kind) => form.set("kind", kind)} value={form.text("value")} />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button type="submit" variant="default" loading={form.isBusy} disabled={form.values.value === ""}>
            {t("own_ask_try")}
          </Button>
        </div>
        {found !== undefined && (
          <p role="status">
            {found.entries === 0
              ? t("own_not_marked", { value: found.value })
              : t("own_marked", { value: found.value, count: found.entries })}
          </p>
        )}
      </form>
    </Card>
  );
}

import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { listedOf, OwnFields } from "./own-fields.tsx";
import partClasses from "../../parts/parts.module.css";

/** Lists an address, a range or a parameter. */
export function AddOwnTraffic({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("traffic-check");
  const { t: common } = useTranslation();
  const { zone } = usePreferences();
  const add = useAct("addOwnTraffic", { changes: ["listOwnTraffic"] });
  const form = useForm({ kind: "address", value: "", note: "", ends_at: "" }, async (values) => {
    const note = values.note.trim() === "" ? null : values.note;
    const ends = values.ends_at === "" ? {} : { ends_at: values.ends_at, zone };
    await add.mutateAsync({ body: { ...listedOf(values), note, ...ends } });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("own_add")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <p className={partClasses["lead"]}>{t("own_add_text")}</p>
        <OwnFields kind={form.values.kind} onKind={(kind) => form.set("kind", kind)} value={form.text("value")} />
        <Textarea
          {...form.text("note")}
          label={t("note")}
          description={t("own_note_text")}
          maxLength={2_000}
          rows={2}
        />
        <TextInput
          {...form.text("ends_at")}
          type="date"
          label={t("own_until")}
          description={t("own_until_text", { zone })}
        />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy} disabled={form.values.value === ""}>
            {t("own_add")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { TrafficSource } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { SOURCE_KINDS } from "../../words.ts";
import partClasses from "../../parts/parts.module.css";

const NAME_LENGTH_MAX = 200;

/** Adds a source and opens it, with what proves that it is the webmaster's. */
export function AddSource({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("sources");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const add = useAct("addTrafficSource", { changes: ["listTrafficSources"] });
  const form = useForm<{ kind: string; url: string; name: string }>(
    { kind: "site", url: "", name: "" },
    async ({ kind, url, name }) => {
      const body = { kind: kind as TrafficSource["kind"], url: url.trim(), name: name.trim() }; // one of those offered
      const { id } = await add.mutateAsync({ body });
      await navigate({ to: "/sources/$id", params: { id }, search: {} });
    },
  );
  const isSite = form.values.kind === "site";
  return (
    <Modal opened onClose={onClose} title={t("add_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <SegmentedControl
          aria-label={t("kind")}
          value={form.values.kind}
          onChange={(kind) => form.set("kind", kind)}
          data={SOURCE_KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
        />
        <p className={partClasses["note"]}>{t(isSite ? "kind_site_text" : "kind_channel_text")}</p>
        <TextInput
          {...form.text("url")}
          label={t("url")}
          description={t(isSite ? "url_site_text" : "url_channel_text")}
          required
          maxLength={2_048}
          inputMode="url"
          data-autofocus
        />
        <TextInput {...form.text("name")} label={t("name")} description={t("name_text")} maxLength={NAME_LENGTH_MAX} />
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy} disabled={form.values.url.trim() === ""}>
            {t(isSite ? "add_site" : "add_channel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

import { Button, Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { usePreferences } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import { SUB_IDS, type SubId } from "../../words.ts";
import { OfferChoice } from "./offer-choice.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./links.module.css";

interface CreateLinkProps {
  offerId: string | undefined;
  onClose: () => void;
}

const BLANK_DEFAULTS = Object.fromEntries(SUB_IDS.map((name) => [`defaults.${name}`, ""]));

/** Creates a link and opens it, ready to be copied. */
export function CreateLink({ offerId = "", onClose }: CreateLinkProps) {
  const { t } = useTranslation("links");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const { zone } = usePreferences();
  const create = useAct("createLink", { changes: ["listLinks"] });
  const form = useForm<Record<string, string>>(
    { offer_id: offerId, slug: "", fallback_url: "", expires_at: "", ...BLANK_DEFAULTS },
    async ({ offer_id = "", slug = "", fallback_url = "", expires_at = "", ...others }) => {
      const defaults = defaultsIn(others);
      const { id } = await create.mutateAsync({
        body: {
          offer_id,
          ...(slug !== "" && { slug }),
          ...(fallback_url !== "" && { fallback_url }),
          ...(expires_at !== "" && { expires_at, zone }),
          ...(Object.keys(defaults).length > 0 && { defaults }),
        },
      });
      await navigate({ to: "/links/$id", params: { id }, search: {} });
    },
  );
  return (
    <Modal opened onClose={onClose} title={t("create_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        <OfferChoice {...form.text("offer_id")} isFirst={offerId === ""} onChoose={(id) => form.set("offer_id", id)} />
        <TextInput
          {...form.text("slug")}
          label={t("slug")}
          description={t("slug_text")}
          maxLength={64}
          data-autofocus={offerId !== "" || undefined}
        />
        <details>
          <summary>{t("more_settings")}</summary>
          <div className={classes["more"]}>
            {SUB_IDS.map((name) => (
              <TextInput key={name} {...form.text(`defaults.${name}`)} label={name} maxLength={255} />
            ))}
            <TextInput
              {...form.text("fallback_url")}
              label={t("fallback")}
              description={t("fallback_text")}
              type="url"
            />
            <TextInput
              {...form.text("expires_at")}
              label={t("expires")}
              description={t("expires_text", { zone })}
              type="date"
            />
          </div>
        </details>
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy} disabled={form.values["offer_id"] === ""}>
            {t("create")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The sub-ids among the fields of a form that are filled. */
export const defaultsIn = (fields: Readonly<Record<string, string>>): Partial<Record<SubId, string>> =>
  Object.fromEntries(
    SUB_IDS.flatMap((name) => {
      const value = fields[`defaults.${name}`] ?? "";
      return value === "" ? [] : [[name, value]];
    }),
  );

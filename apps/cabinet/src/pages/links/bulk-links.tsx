import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useState } from "react";
import type { LinkOutcome } from "@waymark/client";
import { useAct } from "../../api/index.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Failed } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { useForm } from "../../parts/use-form.ts";
import { OfferChoice } from "./offer-choice.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./links.module.css";

const LINKS_MAX = 1_000;

interface BulkLinksProps {
  offerId: string | undefined;
  onClose: () => void;
}

/** Creates a link for each line, and shows what became of each. */
export function BulkLinks({ offerId = "", onClose }: BulkLinksProps) {
  const { t } = useTranslation("links");
  const { t: common } = useTranslation();
  const [outcomes, setOutcomes] = useState<LinkOutcome[]>();
  const create = useAct("createLinks", { changes: ["listLinks"] });
  const form = useForm({ offer_id: offerId, slugs: "", source: "" }, async (values) => {
    const defaults = values.source === "" ? {} : { defaults: { source: values.source } };
    const links = linesOf(values.slugs).map((slug) => ({ offer_id: values.offer_id, slug, ...defaults }));
    setOutcomes((await create.mutateAsync({ body: { links } })).data);
  });
  const count = linesOf(form.values.slugs).length;
  const isReady = form.values.offer_id !== "" && count > 0 && count <= LINKS_MAX;
  return (
    <Modal opened onClose={onClose} title={t("bulk_title")} closeButtonProps={{ "aria-label": common("close") }}>
      {outcomes === undefined ? (
        <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
          <OfferChoice {...form.text("offer_id")} isFirst onChoose={(id) => form.set("offer_id", id)} />
          <Textarea
            {...form.text("slugs")}
            label={t("slugs")}
            description={t("slugs_text")}
            error={count > LINKS_MAX ? t("slugs_over") : undefined}
            rows={8}
            required
          />
          <TextInput {...form.text("source")} label={t("source_of_all")} maxLength={255} />
          {form.error !== undefined && <Failed error={form.error} />}
          <div className={partClasses["buttons"]}>
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={form.isBusy} disabled={!isReady}>
              {t("create_count", { count })}
            </Button>
          </div>
        </form>
      ) : (
        <Outcomes outcomes={outcomes} slugs={linesOf(form.values.slugs)} onClose={onClose} />
      )}
    </Modal>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

interface OutcomesProps {
  outcomes: readonly LinkOutcome[];
  slugs: readonly string[];
  onClose: () => void;
}

function Outcomes({ outcomes, slugs, onClose }: OutcomesProps) {
  const { t } = useTranslation("links");
  const made = outcomes.flatMap(({ link }) => (link === null ? [] : [link.url]));
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        {t("bulk_done", { made: made.length, all: outcomes.length })}
        {made.length > 0 && <CopyButton text={made.join("\n")} label={t("the_links")} />}
      </div>
      <ul className={classes["outcomes"]}>
        {outcomes.map(({ link, error }, i) => (
          <li key={slugs[i]} className={partClasses["line"]}>
            <StatusBadge tone={link === null ? "bad" : "good"}>{t(link === null ? "not_created" : "made")}</StatusBadge>
            <code>{link?.url ?? slugs[i]}</code>
            {error !== null && <span lang="en">{error.detail}</span>}
          </li>
        ))}
      </ul>
      <div className={partClasses["buttons"]}>
        <Button onClick={onClose}>{t("done")}</Button>
      </div>
    </div>
  );
}

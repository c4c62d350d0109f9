import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { LegalText, Settings } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { queryClient, read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { Conflict, isConflict } from "../../parts/conflict.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { useVersionedForm } from "../../parts/use-versioned-form.ts";
import { LANGUAGE_NAMES } from "../../text/index.ts";
import parts from "../../parts/parts.module.css";

type Kind = LegalText["kind"];

/** A text that people accept: publishing makes a new version, which each person is asked for. */
export function LegalTextCard({ kind, network }: { kind: Kind; network: Settings }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const format = useFormat();
  const inForce = network.legal_texts.find((text) => text.kind === kind);
  const query = useQuery({ ...read("getLegalText", { path: { kind } }), enabled: inForce !== undefined });
  return (
    <Card title={common(`legal_${kind}`)}>
      {inForce === undefined ? (
        <>
          <p>{t("never_published")}</p>
          <Publish kind={kind} text={NONE} />
        </>
      ) : (
        <>
          <p>{t("in_force", { version: inForce.version, time: format.time(inForce.changed_at) })}</p>
          <States query={query}>{(text) => <Publish kind={kind} text={text} />}</States>
        </>
      )}
    </Card>
  );
}

type Published = Pick<LegalText, "texts" | "version">;

/** Before the first version. */
const NONE: Published = { texts: {}, version: 0 };

const valuesOf = ({ texts }: Published) => ({ en: texts.en ?? "", ru: texts.ru ?? "" });

function Publish({ kind, text }: { kind: Kind; text: Published }) {
  const { t } = useTranslation("settings");
  const publish = useAct("publishLegalText", { changes: ["getSettings", "getLegalText", "getMe"] });
  const path = { kind };
  const form = useVersionedForm({
    current: text,
    valuesOf,
    send: ({ en, ru }, { version }) => {
      const texts = { ...(en !== "" && { en }), ...(ru !== "" && { ru }) };
      return publish.mutateAsync({ path, body: { texts, ...(version !== NONE.version && { version }) } });
    },
    readCurrent: () => queryClient.fetchQuery({ ...read("getLegalText", { path }), staleTime: 0 }),
  });
  const { error } = form;
  return (
    <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
      <Textarea {...form.text("en")} label={LANGUAGE_NAMES.en} rows={5} />
      <Textarea {...form.text("ru")} label={LANGUAGE_NAMES.ru} rows={5} />
      <p className={parts["lead"]}>{t("publish_text")}</p>
      <Conflict {...form.conflict} labels={LANGUAGE_NAMES} />
      {error !== undefined && !isConflict(error) && <Failed error={error} />}
      <div>
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t("publish")}
        </Button>
      </div>
    </form>
  );
}

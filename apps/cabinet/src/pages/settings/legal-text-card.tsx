import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { LegalText, Settings } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
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
          <Publish kind={kind} texts={{}} />
        </>
      ) : (
        <>
          <p>{t("in_force", { version: inForce.version, time: format.time(inForce.changed_at) })}</p>
          <States query={query}>
            {({ version, texts }) => <Publish key={version} kind={kind} texts={texts} version={version} />}
          </States>
        </>
      )}
    </Card>
  );
}

function Publish({ kind, texts, version }: { kind: Kind; texts: LegalText["texts"]; version?: number }) {
  const { t } = useTranslation("settings");
  const publish = useAct("publishLegalText", { changes: ["getSettings", "getLegalText", "getMe"] });
  const form = useForm({ en: texts.en ?? "", ru: texts.ru ?? "" }, ({ en, ru }) =>
    publish.mutateAsync({
      path: { kind },
      body: {
        texts: { ...(en !== "" && { en }), ...(ru !== "" && { ru }) },
        ...(version !== undefined && { version }),
      },
    }),
  );
  return (
    <form className={parts["stack"]} onSubmit={(event) => void form.submit(event)}>
      <Textarea {...form.text("en")} label={LANGUAGE_NAMES.en} rows={5} />
      <Textarea {...form.text("ru")} label={LANGUAGE_NAMES.ru} rows={5} />
      <p className={parts["lead"]}>{t("publish_text")}</p>
      {form.error !== undefined && <Failed error={form.error} />}
      <div>
        <Button type="submit" variant="default" loading={form.isBusy}>
          {t("publish")}
        </Button>
      </div>
    </form>
  );
}

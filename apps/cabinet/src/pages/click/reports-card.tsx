import type { ClickLife } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { useOutcomeText } from "../../parts/use-outcome-text.ts";
import { ApiPath } from "./api-path.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./click.module.css";

type Postback = ClickLife["postbacks"][number];

const TONES: Record<Postback["status"], Tone> = {
  recorded: "good",
  updated: "good",
  duplicate: "quiet",
  stale: "quiet",
  parked: "held",
  rejected: "bad",
};

/** What the advertiser's system reported about the click, and what became of each report. */
export function ReportsCard({ postbacks }: { postbacks: readonly Postback[] }) {
  const { t } = useTranslation("click");
  return (
    <Card title={t("reports")}>
      {postbacks.length === 0 && <p className={partClasses["note"]}>{t("reports_none")}</p>}
      {postbacks.length > 0 && (
        <ol className={classes["steps"]}>
          {postbacks.map((postback, i) => (
            <OnePostback key={postback.id ?? i} postback={postback} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function OnePostback({ postback }: { postback: Postback }) {
  const { t } = useTranslation("click");
  const format = useFormat();
  const outcomeText = useOutcomeText();
  const { status, reason_code: code, reason_sentence: sentence, resolution, request } = postback;
  return (
    <li>
      <span className={partClasses["line"]}>
        <time dateTime={postback.accepted_at}>{format.time(postback.accepted_at, "second")}</time>
        <StatusBadge tone={TONES[status]}>{t(`report_${status}`)}</StatusBadge>
        {code !== null && <code>{code}</code>}
      </span>
      {sentence !== null && <span>{outcomeText({ code, sentence })}</span>}
      {resolution !== null && (
        <span>
          {t(`resolved_${resolution.verb}`, { time: format.time(resolution.resolved_at) })}
          {resolution.reason !== null && ` · ${resolution.reason}`}
        </span>
      )}
      {request !== undefined && request !== null && (
        <details>
          <summary>{t("request")}</summary>
          <code className={classes["request"]}>
            {`${request.method} ${request.path}\n`}
            {request.parameters.map(({ name, value }) => `${name} = ${value}\n`)}
          </code>
        </details>
      )}
      <ApiPath path={postback.api_path} />
    </li>
  );
}

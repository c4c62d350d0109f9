import { useQuery } from "@tanstack/react-query";
import type { Health, HealthFinding } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";

/** How often an open page looks again. */
const AGAIN_MS = 30_000;

const TONES = { ok: "good", warning: "held", failing: "bad" } as const;

/** What is wrong with the network itself, the worst first, and what to do about it. */
export function NetworkHealthPage() {
  const { t } = useTranslation("network-health");
  const query = useQuery({ ...read("getHealth", {}), refetchInterval: AGAIN_MS });
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <States query={query}>{(health) => <Checks health={health} />}</States>
      <ApiRequestHint name="getHealth" input={{}} />
    </>
  );
}

const ORDER = ["failing", "warning"] as const;

function Checks({ health: { status, checked_at, guide, checks } }: { health: Health }) {
  const { t } = useTranslation("network-health");
  const format = useFormat();
  const well = checks.filter(({ level }) => level === "ok");
  return (
    <div className={partClasses["stack"]}>
      <p className={partClasses["line"]}>
        <StatusBadge tone={status === "ok" ? "good" : "bad"}>{t(`status_${status}`)}</StatusBadge>
        <small>{t("checked", { time: format.time(checked_at) })}</small>
      </p>
      {ORDER.flatMap((level) =>
        checks
          .filter((check) => check.level === level)
          .map(({ check, findings }) => (
            <Card key={check} title={t(`check_${check}`)}>
              {findings.map((finding) => (
                <Found key={`${finding.code} ${finding.subject}`} finding={finding} />
              ))}
              {check === "dead_letters" && (
                <ApiRequestHint name="listDeadLetters" input={{ query: { status: "waiting" } }} />
              )}
            </Card>
          )),
      )}
      {well.length > 0 && (
        <Card title={t("well")}>
          <p className={partClasses["line"]}>
            {well.map(({ check }) => (
              <StatusBadge key={check} tone="good">
                {t(`check_${check}`)}
              </StatusBadge>
            ))}
          </p>
        </Card>
      )}
      <p>
        <a href={guide} target="_blank" rel="noreferrer">
          {t("guide")}
        </a>
      </p>
    </div>
  );
}

function Found({ finding }: { finding: HealthFinding }) {
  const { t } = useTranslation("network-health");
  const format = useFormat();
  const { level, code, subject, since_at, count, error } = finding;
  return (
    <div className={partClasses["stack"]}>
      <p className={partClasses["line"]}>
        <StatusBadge tone={TONES[level]}>{t(`level_${level}`)}</StatusBadge>
        <strong>{t(`fault_${code}`)}</strong>
      </p>
      <p>
        {t(`to_do_${code}`)
          .split("`")
          .map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}
      </p>
      <Facts
        facts={[
          [t("subject"), subject],
          [t("since"), since_at === null ? null : format.time(since_at)],
          [t("count"), count === null ? null : format.count(count)],
          [t("error"), error],
        ]}
      />
    </div>
  );
}

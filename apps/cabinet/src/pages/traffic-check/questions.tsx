import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CheckQuestion } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { RuleCounts } from "../../parts/rule-counts.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { useHasRight } from "../../parts/with-right.tsx";
import { AnswerCode, answerCodeOf } from "../../parts/answer-code.tsx";
import partClasses from "../../parts/parts.module.css";

type Answer = "hold" | "release";

interface Asked {
  question: CheckQuestion;
  answer: Answer;
}

/** The webmasters of whom the check would hold more than it may by itself, with the two answers. */
export function Questions() {
  const { t } = useTranslation("traffic-check");
  const query = useQuery(read("listCheckQuestions", {}));
  const [asked, setAsked] = useState<Asked>();
  const columns = useColumns(setAsked);
  return (
    <Card title={t("questions")}>
      <p className={partClasses["lead"]}>{t("questions_text")}</p>
      <States
        query={query}
        isEmpty={({ data }) => data.length === 0}
        never={<Empty title={t("no_questions")} text={t("no_questions_text")} />}
      >
        {({ data }) => (
          <DataTable label={t("questions")} rows={data} columns={columns} rowKey={({ webmaster_id }) => webmaster_id} />
        )}
      </States>
      <ApiRequestHint name="listCheckQuestions" input={{}} />
      {asked !== undefined && <Decide {...asked} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function useColumns(onAsk: (asked: Asked) => void): Column<CheckQuestion>[] {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const mayChange = useHasRight("write");
  return useMemo(
    () => [
      {
        id: "webmaster",
        header: t("webmaster"),
        cell: ({ webmaster_id, webmaster_name }) => (
          <Link to="/traffic-check/held" search={{ webmaster_id }}>
            {webmaster_name}
          </Link>
        ),
      },
      {
        ...{ id: "waiting", header: t("waiting"), isNumber: true, onCard: true },
        cell: ({ waiting }) => format.count(waiting),
      },
      {
        ...{ id: "commission", header: t("commission"), isNumber: true, onCard: true },
        cell: ({ commission }) => (
          <span className={partClasses["lines"]}>
            {commission.map((money) => (
              <MoneyText key={money.currency} money={money} />
            ))}
          </span>
        ),
      },
      {
        ...{ id: "share", header: t("share_held"), isNumber: true, onCard: true },
        cell: ({ held, checked }) => t("of", { part: format.count(held), all: format.count(checked) }),
      },
      { id: "why", header: t("why"), cell: ({ rules }) => <RuleCounts rules={rules} />, onCard: true },
      { id: "since", header: t("since"), cell: ({ oldest_at }) => format.time(oldest_at), onCard: true },
      {
        ...{ id: "act", header: t("answer"), onCard: true },
        cell: (question) =>
          mayChange ? (
            <span className={partClasses["line"]}>
              {(["hold", "release"] as const).map((answer) => (
                <Button key={answer} variant="default" size="compact-xs" onClick={() => onAsk({ question, answer })}>
                  {t(`do_${answer}`)}
                </Button>
              ))}
            </span>
          ) : (
            "—"
          ),
      },
    ],
    [t, format, mayChange, onAsk],
  );
}

const CHANGED: readonly OperationName[] = [
  ...(["listCheckQuestions", "listConversions", "getConversion", "summariseTraffic", "getToDo"] as const),
];

/** Answers step by step until nothing of the webmaster waits. */
function Decide({ question, answer, onClose }: Asked & { onClose: () => void }) {
  const { t } = useTranslation("traffic-check");
  const [code, setCode] = useState("");
  const acts = {
    hold: useAct("holdWaiting", { changes: CHANGED }),
    release: useAct("releaseWaiting", { changes: CHANGED }),
  };
  const { webmaster_id: id, webmaster_name: name } = question;
  async function answerAll(reason: string) {
    const body = { reason, reason_code: answerCodeOf(code) };
    let remaining = 1;
    while (remaining > 0) ({ remaining } = await acts[answer].mutateAsync({ path: { id }, body }));
  }
  return (
    <ConfirmAct
      title={t(`ask_${answer}`, { name, count: question.waiting })}
      effect={
        <div className={partClasses["stack"]}>
          <p>{t(`effect_${answer}`)}</p>
          <AnswerCode value={code} onChange={setCode} />
        </div>
      }
      button={t(`do_${answer}`)}
      isDestructive={answer === "hold"}
      reason={{ label: t("reason_read"), isRequired: true }}
      act={answerAll}
      onClose={onClose}
    />
  );
}

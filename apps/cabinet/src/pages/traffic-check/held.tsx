import { Button, Checkbox } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Conversion, ReviewOutcome } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, type OperationName } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { AnswerCode, answerCodeOf } from "../../parts/answer-code.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { useDayFilters, type Filter } from "../../parts/filter-bar.tsx";
import { ListPage } from "../../parts/list-page.tsx";
import { useList } from "../../parts/list-table.tsx";
import { MoneyText } from "../../parts/money-text.tsx";
import { useReasonText } from "../../parts/use-reason-text.ts";
import { useHasRight } from "../../parts/with-right.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./traffic-check.module.css";

const route = getRouteApi("/frame/traffic-check/held");

type Verb = "release" | "refuse";

/** What is held, to be released or refused by one reason. */
export function HeldPage() {
  const { t } = useTranslation("traffic-check");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayAnswer = useHasRight("write");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [verb, setVerb] = useState<Verb>();
  const [refused, setRefused] = useState<readonly ReviewOutcome[]>([]);
  const list = useList("listConversions", { ...search, status: "held", is_test: "false" });
  const ids = (list.query.data ?? []).flatMap(({ id }) => (chosen.has(id) ? [id] : []));
  return (
    <>
      <p className={classes["back"]}>
        <Link to="/traffic-check">{t("back")}</Link>
      </p>
      <ListPage
        title={t("held")}
        lead={t("held_lead")}
        action={
          mayAnswer && (
            <div className={partClasses["line"]}>
              {(["release", "refuse"] as const).map((one) => (
                <Button key={one} variant="default" disabled={ids.length === 0} onClick={() => setVerb(one)}>
                  {t(`many_${one}`, { count: ids.length })}
                </Button>
              ))}
            </div>
          )
        }
        list={list}
        columns={useColumns(chosen, mayAnswer ? setChosen : undefined)}
        filters={useFilters()}
        search={search}
        onSearch={(changes) => void navigate({ search: (before) => ({ ...before, ...changes }) })}
        never={{ title: t("held_never"), text: t("held_never_text") }}
      />
      {refused.length > 0 && (
        <div role="alert">
          <p>{t("not_done", { count: refused.length })}</p>
          <ul className={classes["refused"]}>
            {refused.map(({ id, error }) => (
              <li key={id}>
                <code>{id}</code> <span lang="en">{error?.detail}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {verb !== undefined && (
        <Review
          {...{ ids, verb }}
          onDone={(outcomes) => {
            setRefused(outcomes.filter(({ error }) => error !== null));
            setChosen(new Set());
          }}
          onClose={() => setVerb(undefined)}
        />
      )}
    </>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation("traffic-check");
  return [
    ...useDayFilters(),
    ...(["webmaster_id", "offer_id", "link_id"] as const).map((name): Filter => ({
      ...{ name, label: t(`filter_${name}`) },
      kind: "text",
    })),
  ];
}

function useColumns(
  chosen: ReadonlySet<string>,
  onChoose: ((chosen: ReadonlySet<string>) => void) | undefined,
): Column<Conversion>[] {
  const { t } = useTranslation("traffic-check");
  const format = useFormat();
  const reasonText = useReasonText();
  return useMemo(
    () => [
      {
        id: "order",
        header: t("conversion"),
        cell: ({ id, order_id }) => (
          <span className={classes["choice"]}>
            {onChoose !== undefined && (
              <Checkbox
                aria-label={t("choose", { order: order_id ?? id })}
                checked={chosen.has(id)}
                onChange={() =>
                  onChoose(chosen.has(id) ? new Set([...chosen].filter((one) => one !== id)) : new Set([...chosen, id]))
                }
              />
            )}
            <Link to="/conversions/$id" params={{ id }} search={{ status: "held" }}>
              {order_id ?? id}
            </Link>
          </span>
        ),
      },
      { id: "offer", header: t("offer"), cell: ({ offer_name }) => offer_name, onCard: true },
      {
        ...{ id: "commission", header: t("commission"), isNumber: true, onCard: true },
        cell: ({ commission }) => <MoneyText money={commission} />,
      },
      {
        ...{ id: "why", header: t("why"), onCard: true },
        cell: ({ check_reason: reason }) => (reason === null ? "—" : reasonText(reason)),
      },
      { id: "since", header: t("reported"), cell: ({ reported_at }) => format.time(reported_at), onCard: true },
    ],
    [t, format, reasonText, chosen, onChoose],
  );
}

const CHANGED: readonly OperationName[] = [
  ...(["listConversions", "getConversion", "listCheckQuestions", "summariseTraffic", "getToDo"] as const),
];

interface ReviewProps {
  ids: readonly string[];
  verb: Verb;
  onDone: (outcomes: readonly ReviewOutcome[]) => void;
  onClose: () => void;
}

function Review({ ids, verb, onDone, onClose }: ReviewProps) {
  const { t } = useTranslation("traffic-check");
  const [code, setCode] = useState("");
  const review = useAct("reviewConversions", { changes: CHANGED });
  return (
    <ConfirmAct
      title={t(`ask_many_${verb}`, { count: ids.length })}
      effect={
        <div className={partClasses["stack"]}>
          <p>{t(`effect_many_${verb}`)}</p>
          <AnswerCode value={code} onChange={setCode} />
        </div>
      }
      button={t(`many_${verb}`, { count: ids.length })}
      isDestructive={verb === "refuse"}
      reason={{ label: t("reason_read"), isRequired: true }}
      act={async (reason) => {
        const reviews = ids.map((id) => ({ id, verb, reason, reason_code: answerCodeOf(code) }));
        onDone((await review.mutateAsync({ body: { reviews } })).data);
      }}
      onClose={onClose}
    />
  );
}

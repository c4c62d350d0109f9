import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import type { Link, TestClick as Made } from "@waymark/client";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { TestConversion } from "./test-conversion.tsx";
import partClasses from "../../parts/parts.module.css";

const ASK_EVERY_MS = 2_000;

/** A click and a conversion of one's own that no statistics count and no money follows: they show that all is set up. */
export function TestClick({ link }: { link: Link }) {
  const make = useAct("createTestClick", { changes: [] });
  const life = useTestLife(make.data?.click_id);
  return (
    <>
      <MakeTestClick make={make} linkId={link.id} isAgain={make.data !== undefined} />
      {make.data !== undefined && <TestArrival key={make.data.id} made={make.data} arrivedAt={life?.clicked_at} />}
      {life !== undefined && <TestConversion key={life.click_id} clickId={life.click_id} offerId={life.offer_id} />}
    </>
  );
}

/** What is known of a test click, asked again until it has arrived; undefined before. */
export function useTestLife(clickId: string | undefined) {
  const { data } = useQuery({
    ...read("getClickLife", { path: { click_id: clickId ?? "" } }),
    enabled: clickId !== undefined,
    refetchInterval: ({ state }) => (hasArrived(state.data) ? false : ASK_EVERY_MS),
  });
  return hasArrived(data) ? data : undefined;
}

const hasArrived = (life: { click: unknown } | undefined) => life !== undefined && life.click !== null;

interface MakeTestClickProps {
  make: ReturnType<typeof useAct<"createTestClick">>;
  linkId: string;
  /** There is a test click, and this makes another. */
  isAgain: boolean;
}

/** The button that makes a test click. */
export function MakeTestClick({ make, linkId, isAgain }: MakeTestClickProps) {
  const { t } = useTranslation("links");
  return (
    <>
      <p className={partClasses["note"]}>{t("test_text")}</p>
      <div className={partClasses["line"]}>
        <Button
          {...(isAgain && { variant: "default" })} // naming "filled" would make its text white in both themes
          loading={make.isPending}
          onClick={() => make.mutate({ path: { id: linkId } })}
        >
          {t(isAgain ? "make_test_click_again" : "make_test_click")}
        </Button>
      </div>
      {make.error !== null && <Failed error={make.error} />}
    </>
  );
}

/** Where the test click is made, and whether it has arrived. */
export function TestArrival({ made, arrivedAt }: { made: Made; arrivedAt: string | undefined }) {
  const { t } = useTranslation("links");
  const format = useFormat();
  const isOver = useIsPast(made.expires_at);
  if (arrivedAt !== undefined)
    return (
      <div className={partClasses["line"]}>
        <StatusBadge tone="good">{t("test_came_at", { time: format.time(arrivedAt, "clock") })}</StatusBadge>
        <RouterLink to="/clicks/$clickId" params={{ clickId: made.click_id }}>
          {t("see_life")}
        </RouterLink>
      </div>
    );
  if (isOver) return <StatusBadge tone="quiet">{t("test_over")}</StatusBadge>;
  return (
    <>
      <div className={partClasses["line"]}>
        <a href={made.url} target="_blank" rel="noreferrer">
          {t("open_test")}
        </a>
        <span className={partClasses["note"]}>{t("open_until", { time: format.time(made.expires_at, "clock") })}</span>
      </div>
      <div role="status">
        <StatusBadge tone="pending">{t("test_waits")}</StatusBadge>
      </div>
    </>
  );
}

/** Whether a time is past; it changes when the time comes. */
function useIsPast(iso: string): boolean {
  const [isPast, setPast] = useState(() => Date.parse(iso) <= Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), Math.max(0, Date.parse(iso) - Date.now()));
    return () => clearTimeout(timer);
  }, [iso]);
  return isPast;
}

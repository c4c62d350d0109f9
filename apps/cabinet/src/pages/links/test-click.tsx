import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import type { Link, TestClick as Made } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Failed } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import partClasses from "../../parts/parts.module.css";

const ASK_EVERY_MS = 2_000;

/** A click and a conversion of one's own that no statistics count and no money follows: they show that all is set up. */
export function TestClick({ link }: { link: Link }) {
  const { t } = useTranslation("links");
  const make = useAct("createTestClick", { changes: [] });
  return (
    <>
      <p className={partClasses["note"]}>{t("test_text")}</p>
      <div className={partClasses["buttons"]}>
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate({ path: { id: link.id } })}>
          {t("make_test_click")}
        </Button>
      </div>
      {make.error !== null && <Failed error={make.error} />}
      {make.data !== undefined && <Waiting key={make.data.id} made={make.data} />}
    </>
  );
}

function Waiting({ made: { url, click_id, expires_at } }: { made: Made }) {
  const { t } = useTranslation("links");
  const format = useFormat();
  const life = useQuery({
    ...read("getClickLife", { path: { click_id } }),
    refetchInterval: ({ state }) => (state.data === undefined ? ASK_EVERY_MS : false),
  });
  return (
    <div className={partClasses["stack"]}>
      <div className={partClasses["line"]}>
        <a href={url} target="_blank" rel="noreferrer">
          {t("open_test")}
        </a>
        <span className={partClasses["note"]}>{t("open_until", { time: format.time(expires_at) })}</span>
      </div>
      {life.data === undefined ? (
        <StatusBadge tone="pending">{t("test_waits")}</StatusBadge>
      ) : (
        <TestConversion clickId={click_id} clickedAt={life.data.click === null ? null : life.data.clicked_at} />
      )}
    </div>
  );
}

function TestConversion({ clickId, clickedAt }: { clickId: string; clickedAt: string | null }) {
  const { t } = useTranslation("links");
  const format = useFormat();
  const make = useAct("createTestConversion", { changes: ["listConversions"] });
  return (
    <>
      <div className={partClasses["line"]}>
        <StatusBadge tone="good">
          {clickedAt === null ? t("test_came") : t("test_came_at", { time: format.time(clickedAt, "second") })}
        </StatusBadge>
        <RouterLink to="/clicks/$clickId" params={{ clickId }}>
          {t("see_life")}
        </RouterLink>
      </div>
      {make.data === undefined ? (
        <div className={partClasses["buttons"]}>
          <Button
            variant="default"
            loading={make.isPending}
            onClick={() => make.mutate({ path: { click_id: clickId } })}
          >
            {t("make_test_conversion")}
          </Button>
        </div>
      ) : (
        <StatusBadge tone="good">{t("test_conversion_came")}</StatusBadge>
      )}
      {make.error !== null && <Failed error={make.error} />}
    </>
  );
}

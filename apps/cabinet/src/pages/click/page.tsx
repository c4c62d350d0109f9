import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouteContext } from "@tanstack/react-router";
import type { ClickLife } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { ApiRequestHint } from "../../parts/api-request-hint.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { Empty, States } from "../../parts/states.tsx";
import { StatusBadge } from "../../parts/status-badge.tsx";
import { ClickCard } from "./click-card.tsx";
import { ConversionCard } from "./conversion-card.tsx";
import { ReportsCard } from "./reports-card.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./click.module.css";

const route = getRouteApi("/frame/clicks/$clickId");

/** The life of a click, the same page for all sides: each sees what the API shows them. */
export function ClickPage() {
  const { clickId: click_id } = route.useParams();
  const { t } = useTranslation("click");
  const isWebmaster = useRouteContext({ from: "/frame" }).me.role === "webmaster";
  const query = useQuery(read("getClickLife", { path: { click_id } }));
  return (
    <>
      <PageHeader title={t("title")} lead={<ClickId clickId={click_id} life={query.data} />} />
      <States query={query}>
        {(life) => (
          <div className={classes["cards"]}>
            <ClickCard life={life} />
            <ReportsCard postbacks={life.postbacks} />
            {life.conversions.map((one) => (
              <ConversionCard key={one.conversion.id} of={one} />
            ))}
            {life.conversions.length === 0 && (
              <Empty
                title={t("no_conversion")}
                text={t("no_conversion_text")}
                action={
                  isWebmaster &&
                  !life.is_test && (
                    <LinkButton to="/claims" search={{ new: "order", click_id }} variant="default">
                      {t("claim_order")}
                    </LinkButton>
                  )
                }
              />
            )}
          </div>
        )}
      </States>
      <ApiRequestHint name="getClickLife" input={{ path: { click_id } }} />
    </>
  );
}

function ClickId({ clickId, life }: { clickId: string; life: ClickLife | undefined }) {
  const { t } = useTranslation("click");
  const format = useFormat();
  return (
    <span className={partClasses["line"]}>
      <code className={classes["id"]}>{clickId}</code>
      <CopyButton text={clickId} label={t("the_click_id")} />
      {life !== undefined && <span>{format.time(life.clicked_at, "second")}</span>}
      {life?.is_test === true && <StatusBadge tone="quiet">{t("is_test")}</StatusBadge>}
    </span>
  );
}

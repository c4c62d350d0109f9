import { useInfiniteQuery } from "@tanstack/react-query";
import type { Creative } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { list } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { MoreRows } from "../../parts/more-rows.tsx";
import { States } from "../../parts/states.tsx";
import partClasses from "../../parts/parts.module.css";
import classes from "./offers.module.css";

/** Pictures and videos that the advertiser gives to webmasters. */
export function Creatives({ offerId }: { offerId: string }) {
  const { t } = useTranslation("offers");
  const query = useInfiniteQuery(list("listCreatives", { path: { id: offerId }, query: { limit: 50 } }));
  return (
    <Card title={t("creatives")}>
      <States
        query={query}
        isEmpty={(rows) => rows.length === 0}
        never={<p className={partClasses["note"]}>{t("creatives_none")}</p>}
      >
        {(rows) => (
          <>
            <ul className={classes["creatives"]}>
              {rows.map((creative) => (
                <li key={creative.id}>
                  <OneCreative creative={creative} />
                </li>
              ))}
            </ul>
            <MoreRows query={query} />
          </>
        )}
      </States>
    </Card>
  );
}

const BYTES_A_KILOBYTE = 1_000;

function OneCreative({ creative: { name, type, size_bytes, url } }: { creative: Creative }) {
  const { t } = useTranslation("offers");
  return (
    <a href={url} download={name}>
      {type !== "video/mp4" && <img src={url} alt="" loading="lazy" />}
      <span>{name}</span>
      <small>{t("kilobytes", { count: Math.max(1, Math.round(size_bytes / BYTES_A_KILOBYTE)) })}</small>
    </a>
  );
}

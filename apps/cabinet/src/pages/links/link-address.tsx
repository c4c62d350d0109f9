import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Link } from "@waymark/client";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { renderSVG } from "uqr";
import { read } from "../../api/index.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { SUB_IDS } from "../../words.ts";
import partClasses from "../../parts/parts.module.css";
import classes from "./links.module.css";

/** The address of a link with what the webmaster adds to it, where it leads, and its QR code. */
export function LinkAddress({ link }: { link: Link }) {
  const { t } = useTranslation("links");
  const [values, setValues] = useState<Partial<Record<string, string>>>({});
  const offer = useQuery(read("getOffer", { path: { id: link.offer_id } }));
  const url = addressOf(link.url, values);
  const hosts = offer.data?.deep_link_hosts ?? [];
  const field = (name: string) => ({
    label: name,
    value: values[name] ?? "",
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <>
      <div className={classes["url"]}>
        <code>{url}</code>
        <CopyButton text={url} label={t("the_link")} />
      </div>
      <p className={partClasses["note"]}>{useDestination(link, values["url"] ?? "", hosts)}</p>
      <details>
        <summary>{t("add_sub_ids")}</summary>
        <div className={classes["more"]}>
          {SUB_IDS.map((name) => (
            <TextInput key={name} {...field(name)} placeholder={link.defaults[name] ?? ""} maxLength={255} />
          ))}
          {hosts.length > 0 && (
            <TextInput
              {...field("url")}
              label={t("deep_link")}
              description={t("deep_link_text", { hosts: hosts.join(", ") })}
            />
          )}
        </div>
      </details>
      <QrCode url={url} />
    </>
  );
}

function addressOf(base: string, values: Partial<Record<string, string>>): string {
  const url = new URL(base);
  for (const name of [...SUB_IDS, "url"]) {
    const value = values[name] ?? "";
    if (value !== "") url.searchParams.set(name, value);
  }
  return url.href;
}

/** Where a visitor of the address above goes, in words: landings are known to the advertiser alone. */
function useDestination({ landing_id }: Link, deepLink: string, hosts: readonly string[]): string {
  const { t } = useTranslation("links");
  if (deepLink !== "") {
    const host = URL.parse(deepLink)?.host;
    const isAllowed = host !== undefined && hosts.some((allowed) => isWithin(host, allowed));
    return isAllowed ? t("leads_to", { url: deepLink }) : t("leads_nowhere");
  }
  return t(landing_id === null ? "leads_to_landings" : "leads_to_landing");
}

/** A host of the offer may begin with a dot: then it includes what lies under it. */
const isWithin = (host: string, allowed: string) =>
  allowed.startsWith(".") ? host.endsWith(allowed) || host === allowed.slice(1) : host === allowed;

function QrCode({ url }: { url: string }) {
  const { t } = useTranslation("links");
  const picture = useMemo(() => `data:image/svg+xml,${encodeURIComponent(renderSVG(url))}`, [url]);
  return <img className={classes["qr"]} src={picture} alt={t("qr")} />;
}

import { Button, SegmentedControl } from "@mantine/core";
import type { TrafficSource } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { Secret } from "../../parts/secret.tsx";
import { Failed } from "../../parts/states.tsx";
import partClasses from "../../parts/parts.module.css";

const METHODS = ["dns", "file"] as const;
type Method = (typeof METHODS)[number];

/** The text that proves that a site is the webmaster's, where to put it, and the check. */
export function ProofCard({ source: { id, status, method: last, proof } }: { source: TrafficSource }) {
  const { t } = useTranslation("sources");
  const [method, setMethod] = useState<Method>(last === "file" ? "file" : "dns");
  const verify = useAct("verifyTrafficSource", { changes: ["getTrafficSource", "listTrafficSources"] });
  if (proof === null || proof === undefined) return null;
  const isChecking = status === "checking";
  const place = method === "dns" ? proof.dns_name : proof.file_url;
  return (
    <Card title={t("proof")}>
      <SegmentedControl
        aria-label={t("proof")}
        value={method}
        onChange={(value) => setMethod(METHODS.find((one) => one === value) ?? "dns")}
        data={METHODS.map((value) => ({ value, label: t(`method_${value}`) }))}
      />
      <div className={partClasses["field"]}>
        <span>{t(method === "dns" ? "dns_name" : "file_url")}</span>
        <Secret text={place} label={t(method === "dns" ? "the_dns_name" : "the_file_url")} />
      </div>
      <div className={partClasses["field"]}>
        <span>{t(method === "dns" ? "dns_text" : "file_text")}</span>
        <Secret text={proof.text} label={t("the_proof")} />
      </div>
      <p className={partClasses["note"]}>{t(`method_${method}_text`)}</p>
      {verify.error !== null && <Failed error={verify.error} />}
      <div>
        <Button
          loading={verify.isPending}
          disabled={isChecking}
          onClick={() => verify.mutate({ path: { id }, body: { method } })}
        >
          {isChecking ? t("checking") : t(`check_${method}`)}
        </Button>
      </div>
    </Card>
  );
}

import { Button } from "@mantine/core";
import type { RevealedPayoutAccount } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/index.ts";
import { Facts, type Fact } from "../../parts/facts.tsx";
import { useFreshSignIn } from "../../parts/fresh-sign-in.tsx";
import { Failed } from "../../parts/states.tsx";
import type { DetailName } from "../payout-accounts/fields.ts";
import partClasses from "../../parts/parts.module.css";

type Secret = NonNullable<RevealedPayoutAccount["secret"]>;

/** The details that the bank needs, shown on request until the page is left. The audit records it. */
export function Details({ id }: { id: string }) {
  const { t } = useTranslation("webmaster-accounts");
  const [secret, setSecret] = useState<Secret | null>(null);
  const [error, setError] = useState<unknown>();
  const reveal = useAct("revealPayoutAccount", { changes: [] });
  const { run, dialog } = useFreshSignIn();
  const show = async () => {
    setError(undefined);
    try {
      setSecret((await run(() => reveal.mutateAsync({ path: { id } }))).secret);
    } catch (fault) {
      setError(fault);
    }
  };
  return (
    <div className={partClasses["stack"]}>
      {secret === null ? (
        <div>
          <Button variant="default" loading={reveal.isPending} onClick={() => void show()}>
            {t("reveal")}
          </Button>
          <p className={partClasses["note"]}>{t("reveal_text")}</p>
        </div>
      ) : (
        <Shown secret={secret} />
      )}
      {error !== undefined && <Failed error={error} />}
      {dialog}
    </div>
  );
}

function Shown({ secret: { details, tax_id } }: { secret: Secret }) {
  const { t } = useTranslation("webmaster-accounts");
  const { t: accounts } = useTranslation("payout-accounts");
  const { method: _method, ...fields } = details;
  return (
    <Facts
      facts={[
        // The names of the details are those of the form that asks for them.
        ...Object.entries(fields).map(([name, value]): Fact => [accounts(`field_${name as DetailName}`), value]),
        [t("tax_id"), tax_id],
      ]}
    />
  );
}

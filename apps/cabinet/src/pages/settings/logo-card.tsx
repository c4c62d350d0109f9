import { Button, FileButton } from "@mantine/core";
import type { Settings } from "@waymark/client";
import { useTranslation } from "react-i18next";
import { queryClient, settings, useAct } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { Failed } from "../../parts/states.tsx";
import parts from "../../parts/parts.module.css";

/** The picture beside the name: PNG or WebP. */
export function LogoCard({ network: { logo } }: { network: Settings }) {
  const { t } = useTranslation("settings");
  const onDone = (network: Settings) => void queryClient.setQueryData(settings.queryKey, network);
  const set = useAct("setLogo", { changes: [], onDone });
  const remove = useAct("removeLogo", { changes: [], onDone });
  const error = set.error ?? remove.error;
  return (
    <Card title={t("logo")}>
      {logo === null ? (
        <p>{t("no_logo")}</p>
      ) : (
        <img src={`${logo.url}?${logo.sha256}`} height="48" width={(48 * logo.width) / logo.height} alt={t("logo")} />
      )}
      {error !== null && <Failed error={error} />}
      <div className={parts["buttons"]}>
        {logo !== null && (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate({})}>
            {t("remove_logo")}
          </Button>
        )}
        <FileButton
          accept="image/png,image/webp"
          onChange={(file) =>
            file !== null && set.mutate({ body: { content: file, type: "application/octet-stream" } })
          }
        >
          {(props) => (
            <Button {...props} variant="default" loading={set.isPending}>
              {t("set_logo")}
            </Button>
          )}
        </FileButton>
      </div>
    </Card>
  );
}

import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, useAct } from "../../api/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";

/** Where the person is signed in, and the end of it. */
export function SessionsCard() {
  const { t } = useTranslation("profile");
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const end = useAct("revokeSessions", { changes: [] });
  return (
    <Card title={t("sessions")}>
      <p>{t("sessions_text")}</p>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t("end_sessions")}
        </Button>
      </div>
      {isAsking && (
        <ConfirmAct
          title={t("end_sessions_title")}
          effect={t("end_sessions_effect")}
          button={t("end_sessions")}
          act={async () => {
            await end.mutateAsync({});
            queryClient.clear();
            await navigate({ to: "/sign-in" });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

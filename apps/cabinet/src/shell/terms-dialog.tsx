import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { me, queryClient, read, useAct } from "../api/index.ts";
import { LegalText } from "../parts/legal-text.tsx";
import { Failed, States } from "../parts/states.tsx";

/** A version of the terms of use, and the button that accepts it. */
export function TermsDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const text = useQuery(read("getLegalText", { path: { kind: "terms" }, query: { version } }));
  const accept = useAct("acceptTerms", {
    changes: [],
    onDone: (person) => {
      queryClient.setQueryData(me.queryKey, person);
      void router.invalidate();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("terms_title", { version })}
      size={720}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <States query={text}>{({ texts }) => <LegalText texts={texts} />}</States>
      {accept.error !== null && <Failed error={accept.error} />}
      <Button
        disabled={text.data === undefined}
        loading={accept.isPending}
        onClick={() => accept.mutate({ body: { version } })}
      >
        {t("accept_terms")}
      </Button>
    </Modal>
  );
}

import { Button, Modal, NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Application, Joining, Offer } from "@waymark/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { useFormat } from "../../format/index.ts";
import { Card } from "../../parts/card.tsx";
import { ConfirmAct } from "../../parts/confirm-act.tsx";
import { Failed, States } from "../../parts/states.tsx";
import { StatusBadge, type Tone } from "../../parts/status-badge.tsx";
import { useForm } from "../../parts/use-form.ts";
import { WithWriteRight } from "../../parts/with-right.tsx";
import partClasses from "../../parts/parts.module.css";

const TONES: Record<Application["status"], Tone> = {
  pending: "pending",
  approved: "good",
  refused: "bad",
  withdrawn: "quiet",
  revoked: "bad",
};

const applicationsTo = (offerId: string) => read("listApplications", { query: { offer_id: offerId, limit: 1 } });

/**
 * Whether the first step to this offer is an application, by what the API says of the offer and of the last one. It only
 * chooses what the page offers first: the API alone decides who may create links, and refuses with a reason.
 */
export function useNeedsApplication({ id, access }: Offer): boolean {
  const { data } = useQuery(applicationsTo(id));
  return access === "application" && data?.data[0]?.status !== "approved";
}

/** How a webmaster joins the offer, and where their application stands. */
export function JoiningCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation("offers");
  const joining = useQuery(read("getJoining", { path: { id: offer.id } }));
  const applications = useQuery(applicationsTo(offer.id));
  return (
    <Card title={t("joining")}>
      <p>{t(`access_${offer.access}_text`)}</p>
      <States query={joining}>
        {(found) => (
          <>
            <States query={applications} skeleton={null}>
              {({ data: [application] }) =>
                // An offer that is open to all may ask those whose access was ended to apply again.
                (offer.access === "application" || application !== undefined) && (
                  <Standing joining={found} application={application} />
                )
              }
            </States>
            <Contact joining={found} />
          </>
        )}
      </States>
    </Card>
  );
}

function Standing({ joining, application }: { joining: Joining; application: Application | undefined }) {
  const { t } = useTranslation("offers");
  const format = useFormat();
  const [act, setAct] = useState<"apply" | "withdraw">();
  const isOver = application === undefined || !["pending", "approved"].includes(application.status);
  const onClose = () => setAct(undefined);
  return (
    <>
      {application !== undefined && (
        <div className={partClasses["line"]}>
          <StatusBadge tone={TONES[application.status]}>{t(`application_${application.status}`)}</StatusBadge>
          <span className={partClasses["note"]}>{format.time(application.changed_at)}</span>
        </div>
      )}
      {typeof application?.reason === "string" && <p>{t("reason_is", { reason: application.reason })}</p>}
      <WithWriteRight>
        <div className={partClasses["line"]}>
          {isOver && <Button onClick={() => setAct("apply")}>{t("apply")}</Button>}
          {application?.status === "pending" && (
            <Button variant="default" onClick={() => setAct("withdraw")}>
              {t("withdraw_application")}
            </Button>
          )}
        </div>
      </WithWriteRight>
      {act === "apply" && <Apply joining={joining} onClose={onClose} />}
      {act === "withdraw" && application !== undefined && <Withdraw application={application} onClose={onClose} />}
    </>
  );
}

function Withdraw({ application: { id, version }, onClose }: { application: Application; onClose: () => void }) {
  const { t } = useTranslation("offers");
  const review = useAct("reviewApplication", { changes: ["listApplications"] });
  return (
    <ConfirmAct
      title={t("withdraw_title")}
      effect={t("withdraw_effect")}
      button={t("withdraw_application")}
      act={() => review.mutateAsync({ path: { id, verb: "withdraw" }, body: { version } })}
      onClose={onClose}
    />
  );
}

function Apply({ joining, onClose }: { joining: Joining; onClose: () => void }) {
  const { t } = useTranslation("offers");
  const { t: common } = useTranslation();
  const apply = useAct("apply", { changes: ["listApplications"] });
  const blank = Object.fromEntries(joining.questions.map(({ code }) => [`answers.${code}`, ""]));
  const form = useForm(blank, async (values) => {
    const given = Object.entries(values).flatMap(([path, answer]) =>
      answer === "" ? [] : [[path.slice("answers.".length), answer] as const],
    );
    await apply.mutateAsync({ path: { id: joining.offer_id }, body: { answers: Object.fromEntries(given) } });
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t("apply_title")} closeButtonProps={{ "aria-label": common("close") }}>
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        {joining.questions.length === 0 && <p>{t("apply_no_questions")}</p>}
        {joining.questions.map(({ code, text, options, is_required }) =>
          options.length === 0 ? (
            <Textarea key={code} {...form.text(`answers.${code}`)} label={text} required={is_required} rows={3} />
          ) : (
            <NativeSelect
              key={code}
              name={`answers.${code}`}
              label={text}
              required={is_required}
              data={["", ...options]}
              value={form.values[`answers.${code}`]}
              onChange={(event) => form.set(`answers.${code}`, event.currentTarget.value)}
            />
          ),
        )}
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t("send_application")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Contact({ joining: { contact } }: { joining: Joining }) {
  const { t } = useTranslation("offers");
  if (contact === null) return null;
  const ways = [contact.email, contact.other].filter((way) => way !== "");
  return <p className={partClasses["note"]}>{t("contact", { name: contact.name, ways: ways.join(", ") })}</p>;
}

import { Button, Checkbox, Modal, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useRouteContext } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { read, useAct } from "../../api/index.ts";
import { Failed } from "../../parts/states.tsx";
import { useForm } from "../../parts/use-form.ts";
import type { ThreadSubject } from "../../words.ts";
import { THREADS_CHANGED, TEXT_LENGTH_MAX } from "./rules.ts";
import { Subject } from "./subject.tsx";
import partClasses from "../../parts/parts.module.css";

const TITLE_LENGTH_MAX = 200;
const EARLIER_MAX = 3;

interface NewThreadProps {
  /** Null: about nothing in particular. */
  subject: ThreadSubject | null;
  /** What the title begins with. */
  title: string;
  onClose: () => void;
}

/** Opens a thread with its first message. What was typed is not lost by a click beside the form. */
export function NewThread({ subject, title, onClose }: NewThreadProps) {
  const { t } = useTranslation("support");
  const { t: common } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const navigate = useNavigate();
  const open = useAct("openThread", { changes: THREADS_CHANGED });
  const form = useForm(
    { title, text: "", is_private: false, webmaster_id: "", advertiser_id: "" },
    async ({ webmaster_id, advertiser_id, ...body }) => {
      const accounts = {
        ...(webmaster_id !== "" && { webmaster_id: webmaster_id.trim() }),
        ...(advertiser_id !== "" && { advertiser_id: advertiser_id.trim() }),
      };
      const { id } = await open.mutateAsync({ body: { subject, ...body, ...accounts } });
      await navigate({ to: "/support/$id", params: { id } });
    },
  );
  const { values } = form;
  const namesAccount = subject === null && me.role === "operator";
  // A payout, and a thread about nothing in particular, has no third party.
  const hasThirdParty = me.role !== "operator" && subject !== null && subject.kind !== "payout";
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t("new_title")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form className={partClasses["stack"]} onSubmit={(event) => void form.submit(event)}>
        {subject !== null && (
          <div>
            <p>
              <Subject subject={subject} />
            </p>
            <Earlier subject={subject} />
          </div>
        )}
        {namesAccount && (
          <>
            <TextInput
              {...form.text("webmaster_id")}
              label={t("webmaster_id")}
              description={t("account_id_text")}
              data-autofocus
            />
            <TextInput {...form.text("advertiser_id")} label={t("advertiser_id")} />
          </>
        )}
        <TextInput
          {...form.text("title")}
          label={t("subject_line")}
          required
          maxLength={TITLE_LENGTH_MAX}
          data-autofocus={!namesAccount || undefined}
        />
        <Textarea {...form.text("text")} label={t("text")} required rows={6} maxLength={TEXT_LENGTH_MAX} />
        {hasThirdParty && (
          <Checkbox
            {...form.check("is_private")}
            label={t("is_private")}
            description={t(values.is_private ? "is_private_text" : "is_shared_text")}
          />
        )}
        <p className={partClasses["note"]}>{t("files_later")}</p>
        {form.error !== undefined && <Failed error={form.error} />}
        <div className={partClasses["buttons"]}>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button
            type="submit"
            loading={form.isBusy}
            disabled={values.title.trim() === "" || values.text.trim() === ""}
          >
            {t("open_thread")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Threads about the same thing, so that nothing is asked twice. */
function Earlier({ subject: { id } }: { subject: ThreadSubject }) {
  const { t } = useTranslation("support");
  const { data } = useQuery(read("listThreads", { query: { subject_id: id, limit: EARLIER_MAX } }));
  if (data === undefined || data.data.length === 0) return null;
  return (
    <p className={partClasses["note"]}>
      {t("earlier")}{" "}
      {data.data.map(({ id: threadId, title }, index) => (
        <Fragment key={threadId}>
          {index > 0 && ", "}
          <Link to="/support/$id" params={{ id: threadId }}>
            {title}
          </Link>
        </Fragment>
      ))}
    </p>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "../../api/index.ts";
import { useAddressOf } from "../../shell/navigation.ts";
import type { ThreadSubject } from "../../words.ts";

/** What a thread is about, by its name or number; a link where the reader has a page of it. */
export function Subject({ subject }: { subject: ThreadSubject | null }) {
  const { t } = useTranslation("support");
  if (subject === null) return t("about_general");
  return (
    <>
      {t(`about_${subject.kind}`)} <SubjectLink subject={subject} />
    </>
  );
}

function SubjectLink({ subject: { kind, id } }: { subject: ThreadSubject }) {
  const { me } = useRouteContext({ from: "/frame" });
  const address = useAddressOf(me.role)({ kind, id });
  const { data } = useQuery(read("search", { query: { search: id } }));
  const found = data?.data.find((one) => one.kind === kind && one.id === id);
  // The number of a payout says nothing to people: its amount does.
  const name = (kind === "payout" ? found?.subtitle : found?.title) ?? id;
  return address === undefined ? name : <Link to={address}>{name}</Link>;
}

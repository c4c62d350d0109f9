import { useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../parts/page-header.tsx";
import { PasswordCard } from "./password-card.tsx";
import { PreferencesCard } from "./preferences-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";
import classes from "./profile.module.css";

/** The person: how they see times, and how they sign in. */
export function ProfilePage() {
  const { t } = useTranslation("profile");
  const { me } = useRouteContext({ from: "/frame" });
  return (
    <>
      <PageHeader title={t("title")} lead={me.member === null ? undefined : `${me.member.name}, ${me.member.email}`} />
      <div className={classes["cards"]}>
        {me.member !== null && <PreferencesCard member={me.member} />}
        <SecondFactorCard isOn={me.member?.has_second_factor === true} />
        <PasswordCard />
      </div>
      <SessionsCard />
    </>
  );
}

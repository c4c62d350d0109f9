import { ActionIcon, Menu, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { callOnce, forgetPerson } from "../api/index.ts";
import { Icon } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";
import type { Place } from "./navigation.ts";
import { UnreadCount } from "./unread-count.tsx";
import classes from "./shell.module.css";

interface PersonMenuProps {
  places: readonly Place[];
  language: Language;
  /** Messages that wait to be read. */
  unread: number;
}

/** From this width on, the navigation has room for all of its places; the bar of a phone has room for five. */
const IS_PHONE = "(max-width: 767px)";
const BAR_PLACES = 5;

/** The person's own pages, those that the navigation has no room for, and the end of the session. */
export function PersonMenu({ places, language, unread }: PersonMenuProps) {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const navigate = useNavigate();
  const isPhone = useMediaQuery(IS_PHONE, undefined, { getInitialValueInEffect: false });
  const own = places.filter(({ order }, index) => order === undefined || (isPhone && index >= BAR_PLACES));
  const hidesCount = own.some(({ count }) => count === "unread");
  const signOut = async () => {
    await callOnce("signOut", {});
    forgetPerson();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="bottom-end" shadow="sm" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} className={classes["person"]}>
          <VisuallyHidden>{t("your_account")}</VisuallyHidden>
          <Icon name="person" />
          {hidesCount && <UnreadCount count={unread} />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.member?.email}</Menu.Label>
        {own.map(({ path, name, icon, count }) => (
          <Menu.Item
            key={path}
            leftSection={<Icon name={icon} />}
            rightSection={count === "unread" && <UnreadCount count={unread} />}
            onClick={() => void navigate({ to: path })}
          >
            {name[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={() => void signOut()}>
          {t("sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

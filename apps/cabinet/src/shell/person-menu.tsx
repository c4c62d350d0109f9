import { ActionIcon, Menu } from "@mantine/core";
import { useNavigate, useRouteContext } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { callOnce, forgetPerson } from "../api/index.ts";
import { Icon } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";
import type { Place } from "./navigation.ts";

/** The person's own pages, and the end of the session. */
export function PersonMenu({ places, language }: { places: readonly Place[]; language: Language }) {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const navigate = useNavigate();
  const signOut = async () => {
    await callOnce("signOut", {});
    forgetPerson();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position="bottom-end" shadow="sm" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={t("your_account")}>
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.member?.email}</Menu.Label>
        {places
          .filter(({ order }) => order === undefined)
          .map(({ path, name, icon }) => (
            <Menu.Item key={path} leftSection={<Icon name={icon} />} onClick={() => void navigate({ to: path })}>
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

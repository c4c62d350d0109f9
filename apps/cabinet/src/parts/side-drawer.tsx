import { Drawer } from "@mantine/core";
import { useNavigate, type NavigateOptions } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface SideDrawerProps {
  title: string;
  /** Where closing leads: the address of the page under it, with its filters. */
  closeTo: NavigateOptions;
  children: ReactNode;
}

/** Details over a page, by a route of their own: the address can be shared, and Back closes them. */
export function SideDrawer({ title, closeTo, children }: SideDrawerProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Drawer opened onClose={() => void navigate(closeTo)} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      {children}
    </Drawer>
  );
}

import { useRouteContext } from "@tanstack/react-router";
import type { Me } from "@waymark/client";
import type { ReactNode } from "react";

/**
 * Whether the person has a right in their account, by what the API says of them. It only leaves out what the API would
 * refuse: the API alone decides.
 */
export const useHasRight = (right: Me["rights"][number]): boolean =>
  useRouteContext({ from: "/frame" }).me.rights.includes(right);

/** Its children, for people who may change things in the account. */
export const WithWriteRight = ({ children }: { children: ReactNode }) => (useHasRight("write") ? children : null);

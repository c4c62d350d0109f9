import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { settings } from "../api/index.ts";

/** The title of the browser's tab: the page's, then the network's name. */
export function useTitle(title: string): void {
  const { data: network } = useQuery({ ...settings, enabled: false });
  useDocumentTitle(network === undefined ? title : `${title} · ${network.name}`);
}

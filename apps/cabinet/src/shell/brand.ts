import { useSuspenseQuery } from "@tanstack/react-query";
import type { Settings } from "@waymark/client";
import { settings } from "../api/index.ts";

/** The network's name, logo and texts; loaded with the first page. */
export const useNetwork = (): Settings => useSuspenseQuery(settings).data;

/** Puts the network's colours in the place of ours (theme/theme.css). The API has checked that they can be read. */
export function applyBrand({ name, accent_colour, accent_colour_dark }: Settings): void {
  const { style } = document.documentElement;
  style.setProperty("--wm-brand", accent_colour);
  style.setProperty("--wm-brand-dark", accent_colour_dark);
  document.title = name;
}

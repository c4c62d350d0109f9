import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The accent: shade 8 on light, 4 on dark. */
const pine: MantineColorsTuple = [
  ...(["#eef6f2", "#dfeee7", "#bddccf", "#8fcab3", "#5fc3a0"] as const),
  ...(["#3fa283", "#2f856a", "#267157", "#1f5e4a", "#174738"] as const),
];

/** Greys with a slight warm cast; Mantine draws its dark scheme with them. */
const dark: MantineColorsTuple = [
  ...(["#e8ebe9", "#c3cac7", "#9fa9a5", "#6f7975", "#343b39"] as const),
  ...(["#262d2b", "#1b2120", "#111514", "#0d1110", "#090c0b"] as const),
];

const gray: MantineColorsTuple = [
  ...(["#f8f6f3", "#f2f0ec", "#e4e1db", "#d6d2cb", "#c1bcb4"] as const),
  ...(["#8d8a84", "#6b6a65", "#5a605c", "#3b413e", "#1c2321"] as const),
];

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 8, dark: 4 },
  colors: { pine, dark, gray },
  black: "#1c2321",
  white: "#ffffff",
  autoContrast: true,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  defaultRadius: "8px",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "16px" },
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "20px", lineHeight: "28px" } } },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" } },
    Modal: {
      defaultProps: { centered: true, shadow: "none", padding: "lg", overlayProps: { backgroundOpacity: 0.4 } },
    },
    Drawer: {
      defaultProps: { position: "right", size: 560, padding: "lg", overlayProps: { backgroundOpacity: 0.25 } },
    },
  },
});

/** Mantine's own variables, in our colours. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fbfaf8",
    "--mantine-color-text": "#1c2321",
    "--mantine-color-dimmed": "#5a625e",
    "--mantine-color-placeholder": "#6b716d",
    "--mantine-color-default": "#ffffff",
    "--mantine-color-default-hover": "#f4f2ee",
    "--mantine-color-default-border": "#d6d2cb",
    "--mantine-color-error": "#a1281d",
    "--mantine-color-anchor": "var(--wm-accent)",
    "--mantine-primary-color-filled": "var(--wm-accent)",
    "--mantine-color-pine-filled": "var(--wm-accent)",
    "--mantine-color-pine-filled-hover": "color-mix(in srgb, var(--wm-accent) 88%, black)",
  },
  dark: {
    "--mantine-color-body": "#111514",
    "--mantine-color-text": "#e8ebe9",
    "--mantine-color-dimmed": "#9fa9a5",
    "--mantine-color-placeholder": "#8d9793",
    "--mantine-color-default": "#171c1b",
    "--mantine-color-default-hover": "#1f2524",
    "--mantine-color-default-border": "#3a4240",
    "--mantine-color-error": "#f29a90",
    "--mantine-color-anchor": "var(--wm-accent)",
    "--mantine-primary-color-filled": "var(--wm-accent)",
    "--mantine-color-pine-filled": "var(--wm-accent)",
    "--mantine-color-pine-filled-hover": "color-mix(in srgb, var(--wm-accent) 88%, white)",
  },
});

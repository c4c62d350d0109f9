/** The cabinet's paper, light and dark. */
const PAPER = { light: "#fbfaf8", dark: "#111514" } as const;

/** WCAG 2.2, 1.4.3: text of normal size. */
const CONTRAST_MIN = 4.5;

/** Whether text in this colour (`#rrggbb`) can be read on the cabinet's paper. */
export const isReadable = (colour: string, theme: keyof typeof PAPER): boolean =>
  contrastOf(colour, PAPER[theme]) >= CONTRAST_MIN;

/** The contrast ratio of two colours (WCAG 2.2), 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

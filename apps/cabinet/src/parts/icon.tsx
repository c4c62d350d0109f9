/** Line icons on a grid of 20. */
const PATHS = {
  home: "M3 9l7-6 7 6v8h-5v-5H8v5H3z",
  offers: "M3 3h7l7 7-7 7-7-7zM7 7h.01",
  links: "M8 12l4-4M7 9l-2 2a3 3 0 004 4l2-2M13 11l2-2a3 3 0 00-4-4L9 7",
  conversions: "M3 10l4 4L17 4M3 17h14",
  reports: "M3 17h14M5 14v-4M9 14V6M13 14v-6M17 14V3",
  money: "M3 6h14v10H3zM3 9h14M13 13h2",
  bell: "M10 3a4 4 0 00-4 4v4l-2 3h12l-2-3V7a4 4 0 00-4-4zM8.5 16.5h3",
  support: "M3 4h14v10H9l-4 3v-3H3z",
  person: "M10 10a3 3 0 100-6 3 3 0 000 6zM4 17c0-3 2.5-5 6-5s6 2 6 5",
  people:
    "M7.5 9a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM2.5 16c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 4.5a2.5 2.5 0 010 5M14.5 11.5c2 .5 3 2 3 4.5",
  click: "M6 3v4M3 6h4M9 9l8 3-3.5 1.5L12 17z",
  key: "M12.5 10.5a3.5 3.5 0 10-3-2L3 15v2h3v-2h2v-2z",
  file: "M5 3h6l4 4v10H5zM11 3v4h4",
  history: "M4 5v4h4M4.5 9A6.5 6.5 0 1010 3.5M10 7v3.5l2.5 1.5",
  search: "M9 14A5 5 0 109 4a5 5 0 000 10zM13 13l4 4",
  copy: "M7 7h9v9H7zM4 13V4h9",
  done: "M4 10l4 4 8-8",
  close: "M5 5l10 10M15 5L5 15",
  chevron: "M7 4l6 6-6 6",
  down: "M5 8l5 5 5-5",
  plus: "M10 4v12M4 10h12",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  clock: "M10 17a7 7 0 100-14 7 7 0 000 14zM10 6v4l3 2",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  upload: "M10 13V4M6 8l4-4 4 4M4 16h12",
  signOut: "M8 4H4v12h4M9 10h8M14 7l3 3-3 3",
  check: "M10 2.5l6 2.5v4.5c0 4-2.5 6.5-6 8-3.5-1.5-6-4-6-8V5zM7 9.5l2.2 2.2L13 7.8",
  source: "M10 17a7 7 0 100-14 7 7 0 000 14zM3 10h14M10 3c2 2 3 4 3 7s-1 5-3 7c-2-2-3-4-3-7s1-5 3-7z",
} as const;

export type IconName = keyof typeof PATHS;

/** A decoration: what it stands for is said in text beside it or by the label of its button. */
export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    <path d={PATHS[name]} />
  </svg>
);

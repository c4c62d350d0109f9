const picture = (shapes: string) =>
  `<svg viewBox="0 0 120 72" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</svg>`;

export const map = picture(
  `<path d="M18 14l28 6 28-8 28 6v40l-28-6-28 8-28-6z"/><path d="M46 20v40M74 12v40" opacity=".4"/><path d="M26 44c10-16 22 6 32-10s20-6 34-8" stroke-dasharray="3 5"/><path d="M88 22l6 6m0-6l-6 6"/>`,
);

export const compass = picture(
  `<circle cx="60" cy="36" r="27"/><circle cx="60" cy="36" r="21" opacity=".4"/><path d="M60 19l6 17-6 17-6-17z"/><path d="M54 36h12M60 9v4M60 59v4M33 36h4M83 36h4"/>`,
);

export const notebook = picture(
  `<rect x="36" y="8" width="48" height="56" rx="4"/><path d="M46 8v56" opacity=".4"/><path d="M54 24h20M54 34h20M54 44h12"/><path d="M84 20h5v32h-5"/>`,
);

/** A cairn: three stones on one another. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="#2f5d50"><ellipse cx="16" cy="25" rx="12" ry="4.5"/><ellipse cx="16" cy="16.5" rx="8.5" ry="4"/><ellipse cx="16" cy="9" rx="5" ry="3.2"/></svg>`;

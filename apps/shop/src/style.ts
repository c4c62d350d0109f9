import { createHash } from "node:crypto";

/** The style sheet, inlined in every page. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #23302c; --paper: #faf8f3; --card: #fff; --line: #d9d4c7; --moss: #2f5d50; --on-moss: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6df; --paper: #171c1a; --card: #1f2623; --line: #3a443f; --moss: #8fc7b5; --on-moss: #10201b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 3rem; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; padding-bottom: .75rem; border-bottom: 1px solid var(--line); }
header .brand { font: 600 1.35rem Georgia, serif; color: inherit; text-decoration: none; margin-right: auto; }
h1 { font: 600 1.9rem/1.2 Georgia, serif; margin: 1.75rem 0 .5rem; }
h2 { font: 600 1.2rem/1.3 Georgia, serif; margin: 0 0 .35rem; }
a { color: var(--moss); }
:focus-visible { outline: 3px solid var(--moss); outline-offset: 2px; }
.products { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.25rem; padding: 0; margin: 1.5rem 0; list-style: none; }
.card { display: flex; flex-direction: column; gap: .5rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
.products .card { height: 100%; }
.card + .card { margin-top: 1.25rem; }
.card p { margin: 0; }
.card svg { color: var(--moss); }
.card form { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin-top: auto; }
.price { font-size: 1.25rem; font-weight: 600; }
button, select, input { font: inherit; color: inherit; padding: .45rem .7rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); }
button { background: var(--moss); border-color: var(--moss); color: var(--on-moss); font-weight: 600; padding-inline: 1.2rem; cursor: pointer; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .35rem 1.25rem; margin: 0; }
dt { opacity: .75; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.hint, footer { font-size: .9rem; opacity: .8; }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** Only our own style, by its hash, and forms to ourselves; no script at all. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

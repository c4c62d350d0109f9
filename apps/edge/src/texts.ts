import { DAY_MS } from "@waymark/contract/duration";

/** Robots that fetch a page to show a preview of a posted link. They index nothing. */
const PREVIEW_ROBOTS = [
  "Twitterbot",
  "facebookexternalhit",
  "Facebot",
  "Slackbot",
  "Slackbot-LinkExpanding",
  "Slack-ImgProxy",
  "TelegramBot",
  "WhatsApp",
  "LinkedInBot",
  "Discordbot",
  "Bluesky",
  "Embedly",
  "Iframely",
  "kakaotalk-scrap",
  "line-poker",
  "Mastodon",
  "MicrosoftPreview",
  "OdklBot",
  "Pinterestbot",
  "redditbot",
  "SkypeUriPreview",
  "Viber",
  "vkShare",
];

/** RFC 9309: only preview robots may fetch. Their clicks still count as a bot's. */
export const robotsTxt = `${PREVIEW_ROBOTS.map((name) => `User-agent: ${name}\n`).join("")}Allow: /

User-agent: *
Disallow: /
`;

/** RFC 9116. `now` is in Unix ms. */
export const securityTxt = (contact: string, now: number) =>
  `Contact: ${contact}\nExpires: ${new Date(now + 180 * DAY_MS).toISOString()}\n`;

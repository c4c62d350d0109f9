import { describe, expect, test } from "vitest";
import { list } from "isbot";
import { judgeAgent } from "./agent.ts";
import { EVERYDAY_PATTERNS } from "./bot.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("people are not bots", () => {
  test.each([
    ["on a computer", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`],
    ["on an iPhone", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
    [
      "on a CUBOT phone",
      `Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20 PRO) ${WEBKIT} Chrome/119.0.0.0 Mobile Safari/537.36`,
    ],
    ["on a CUBOT phone", `Mozilla/5.0 (Linux; Android 10; CUBOT_X30) ${WEBKIT} Chrome/110.0.0.0 Mobile Safari/537.36`],
    [
      "on a CUBOT phone, in Facebook",
      `Mozilla/5.0 (Linux; Android 9; CUBOT POWER Build/PPR1.180610.011; wv) ${WEBKIT} Version/4.0 Chrome/83.0.4103.106 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/275.0.0.49.127;]`,
    ],
    [
      "in Facebook",
      `Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A.231005.007; wv) ${WEBKIT} Version/4.0 Chrome/127.0.6533.103 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/476.0.0.49.74;]`,
    ],
    ["in Facebook", `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/474.0.0.0.77;FBDV/iPhone14,5;FBSN/iOS;FBSV/17.5]`],
    ["in Instagram", `${IPHONE} Mobile/15E148 Instagram 345.0.0.20.117 (iPhone14,5; iOS 17_5; en_US)`],
    [
      "in TikTok",
      `Mozilla/5.0 (Linux; Android 12; M2101K6G; wv) ${WEBKIT} Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36 trill_350102 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/35.1.2`,
    ],
    [
      "in Telegram",
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36 Telegram-Android/11.0.0 (Xiaomi 2201117TY; Android 13; SDK 33; AVERAGE)`,
    ],
    [
      "in Pinterest",
      `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${WEBKIT} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 [Pinterest/Android]`,
    ],
    ["in Snapchat", `${IPHONE} Mobile/15E148 Snapchat/12.99.0.33 (like Safari/8617.3.9.10.12, panda)`],
    ["in WeChat", `${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x1800312d) NetType/WIFI Language/zh_CN`],
    [
      "in Line",
      `Mozilla/5.0 (Linux; Android 12; SM-G973F; wv) ${WEBKIT} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 Line/14.9.0/IAB`,
    ],
    ["in Google's app", `${IPHONE} GSA/327.0.660228177 Mobile/15E148 Safari/604.1`],
    [
      "at Google's television",
      `Mozilla/5.0 (Linux; Android 12; Google TV Streamer Build/UTT1.240131.001.F1; wv) ${WEBKIT} Version/4.0 Chrome/128.0.6613.146 Safari/537.36`,
    ],
    [
      "in WeChat for Android",
      `Mozilla/5.0 (Linux; Android 13; SM-G991B; wv) ${WEBKIT} Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240801 MicroMessenger/8.0.50.2701(0x28003255) WeChat/arm64 Weixin NetType/WIFI Language/en ABI/arm64 Process/tools`,
    ],
    ...["Discovery", "Spider 8", "M bot", "M bot 60 Build/SP1A", "Robot Scanner (2022)", "Proxy Server Monitor"].map(
      (model) => [
        "on a phone with an unlucky name",
        `Mozilla/5.0 (Linux; Android 14; ${model}) ${WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36`,
      ],
    ),
    ["on one in Firefox", "Mozilla/5.0 (Android 13; Mobile; Discovery; rv:129.0) Gecko/129.0 Firefox/129.0"],
    ...["News/582.1 Version/2.0", "SpiderSolitaire/4.2", "GrabPassenger/5.300 Feed downloads|wifi", "Hybrid()"].map(
      (app) => ["in an app with an unlucky name", `${IPHONE} Mobile/15E148 ${app}`],
    ),
    [
      "in Facebook's app without a browser's words",
      "[FBAN/FB4A;FBAV/222.0.0.48.113;FBBV/155323366;FBLC/sr_RS;FBMF/HUAWEI;FBPN/com.facebook.katana;FBDV/LDN-L21;FBSV/8.0.0;FBOP/19;]",
    ],
    [
      "at an old television",
      "Opera/9.80 (Linux armv6l; U; NETRANGEMMH;HbbTV/1.1.1;CE-HTML/1.0;THOMSON LF1V017; en) Presto/2.10.250 Version/11.60",
    ],
    [
      "on an old computer with a toolbar",
      "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0; GoogleT5; .NET CLR 1.1.4322; InfoPath.1)",
    ],
    [
      "at a television",
      `Mozilla/5.0 (Web0S; Linux/SmartTV) ${WEBKIT} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
    ],
  ])("%s: %s", (_, text) => {
    expect(judgeAgent(text).isBot).toBe(false);
  });
});

describe("programs are bots", () => {
  test.each([
    ["a crawler", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
    [
      "a crawler that poses as a phone",
      `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
    ],
    ["a crawler", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"],
    ["a crawler", "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"],
    ["a preview", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"],
    ["a preview", "TelegramBot (like TwitterBot)"],
    ["a preview", "WhatsApp/2.23.20.0"],
    ["a preview", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"],
    ["a program", "curl/8.9.1"],
    ["a program", "python-requests/2.32.3"],
    ["a program", "Go-http-client/2.0"],
    ["a browser without a window", `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/127.0.0.0 Safari/537.36`],
    [
      "a crawler that poses as a tablet",
      `${IPHONE.replace("iPhone", "iPad")} Version/17.5 Mobile/15E148 Safari/604.1 BingPreview/1.0b`,
    ],
    [
      "a crawler that poses as a phone",
      `Mozilla/5.0 (Linux; Android 8.0; Pixel 2 Build/OPD3.170816.012; Storebot-Google/1.0) ${WEBKIT} Chrome/81.0.4044.138 Mobile Safari/537.36`,
    ],
    [
      "a crawler that poses as a phone",
      "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
    ],
    [
      "a measurement on a phone",
      `Mozilla/5.0 (Linux; Android 7.0; Moto G (4)) ${WEBKIT} Chrome/98.0.4695.0 Mobile Safari/537.36 Chrome-Lighthouse`,
    ],
    ["an office that looks at a link first", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"],
    [
      "a preview that names others",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    ],
    ["a preview", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"],
    ["a preview", "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"],
    ["a preview", "Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)"],
    ["a preview", "Viber/13.3.0.1 CFNetwork/1240 Darwin/20"],
    ["a preview", "Bluesky Cardyb/1.1"],
    ["a preview", "Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/)"],
    ["a preview", "MicrosoftPreview/2.0"],
    ["a preview", "Iframely/1.3.1 (+https://iframely.com/docs/about) Atlassian"],
    ["a preview", "facebookexternalhit/1.1;line-poker/1.0"],
    ["who does not say", ""],
  ])("%s: %j", (_, text) => {
    expect(judgeAgent(text).isBot).toBe(true);
  });
});

test("a cached judgment equals the first one", () => {
  const text = `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`;
  const judged = { device: "mobile", os: "ios", browser: "safari", hasOtherHints: false, isBot: false };
  expect([judgeAgent(text), judgeAgent(text)]).toEqual([judged, judged]);
});

test("every pattern that is ignored on phones is one of isbot's", () => {
  expect(EVERYDAY_PATTERNS.filter((pattern) => !list.includes(pattern))).toEqual([]);
});

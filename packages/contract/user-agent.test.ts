import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hintsOf, readUserAgent } from "./user-agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

describe("families of user agents", () => {
  test.each([
    // desktop
    [
      "desktop",
      "windows",
      "chrome",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    [
      "desktop",
      "windows",
      "edge",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0`,
    ],
    [
      "desktop",
      "windows",
      "opera",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/127.0.0.0 Safari/537.36 OPR/113.0.0.0`,
    ],
    [
      "desktop",
      "windows",
      "yandex",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/126.0.0.0 YaBrowser/24.7.0.0 Safari/537.36`,
    ],
    ["desktop", "windows", "other", "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"],
    [
      "desktop",
      "macos",
      "safari",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    ],
    [
      "desktop",
      "macos",
      "firefox",
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:129.0) Gecko/20100101 Firefox/129.0",
    ],
    ["desktop", "linux", "firefox", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0"],
    [
      "desktop",
      "chromeos",
      "chrome",
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    // phones
    ["mobile", "ios", "safari", `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`],
    ["mobile", "ios", "chrome", `${IPHONE} CriOS/128.0.6613.98 Mobile/15E148 Safari/604.1`],
    ["mobile", "ios", "firefox", `${IPHONE} FxiOS/129.0 Mobile/15E148 Safari/605.1.15`],
    ["mobile", "ios", "edge", `${IPHONE} Version/17.0 EdgiOS/128.0.2739.54 Mobile/15E148 Safari/604.1`],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "samsung",
      `Mozilla/5.0 (Linux; Android 13; SM-S918B) ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "uc",
      `Mozilla/5.0 (Linux; U; Android 12; en-US; RMX3085) ${WEBKIT} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; CUBOT_X30) ${WEBKIT} Chrome/110.0.0.0 Mobile Safari/537.36`,
    ],
    [
      "mobile",
      "android",
      "opera",
      "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
    ],
    [
      "mobile",
      "windows",
      "edge",
      "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063",
    ],
    // in-app web views
    [
      "mobile",
      "ios",
      "other",
      `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/474.0.0.0.77;FBDV/iPhone14,5;FBSN/iOS;FBSV/17.5]`,
    ],
    ["mobile", "ios", "other", `${IPHONE} Mobile/15E148 Instagram 345.0.0.20.117 (iPhone14,5; iOS 17_5; en_US)`],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 14; SM-A546B Build/UP1A.231005.007; wv) ${WEBKIT} Version/4.0 Chrome/127.0.6533.103 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/476.0.0.49.74;]`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/128.0.0.0 Mobile Safari/537.36 Telegram-Android/11.0.0 (Xiaomi 2201117TY; Android 13; SDK 33; AVERAGE)`,
    ],
    [
      "mobile",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${WEBKIT} Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36 [Pinterest/Android]`,
    ],
    // tablets, televisions, consoles
    [
      "tablet",
      "ios",
      "safari",
      "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    ],
    [
      "tablet",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 13; SM-X700) ${WEBKIT} Chrome/128.0.0.0 Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "samsung",
      `Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) ${WEBKIT} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36`,
    ],
    [
      "tv",
      "linux",
      "chrome",
      `Mozilla/5.0 (Web0S; Linux/SmartTV) ${WEBKIT} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
    ],
    [
      "tv",
      "android",
      "chrome",
      `Mozilla/5.0 (Linux; Android 9; AFTMM) ${WEBKIT} Silk/120.4.1 like Chrome/120.0.6099.199 Safari/537.36`,
    ],
    [
      "console",
      "other",
      "safari",
      "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
    ],
    [
      "console",
      "windows",
      "edge",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) ${WEBKIT} Chrome/92.0.4515.159 Safari/537.36 Edge/44.18363.8131`,
    ],
    // what nobody knows
    ["other", "other", "other", ""],
    ["other", "other", "other", "curl/8.9.1"],
    ["other", "other", "other", "Microsoft-CryptoAPI/10.0"],
  ] as const)("%s, %s, %s: %s", (device, os, browser, text) => {
    expect(readUserAgent(text)).toEqual({ device, os, browser });
  });
});

test("no text is too strange to be read", () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 512 }),
      (text) => {
        expect(Object.keys(readUserAgent(text))).toEqual(["device", "os", "browser"]);
      },
    ),
  ));

describe("client hints", () => {
  const TABLET =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
  const AS_DESKTOP =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

  test.each([
    ["none: the user agent alone", AS_DESKTOP, null, null, { device: "desktop", os: "linux" }],
    ["a phone that asks for the desktop's page", AS_DESKTOP, '"Android"', "?1", { device: "mobile", os: "android" }],
    ["a tablet that asks for it", AS_DESKTOP, '"Android"', "?0", { device: "tablet", os: "android" }],
    ["a tablet", TABLET, '"Android"', "?0", { device: "tablet", os: "android" }],
    ["a Chromebook", AS_DESKTOP, '"Chrome OS"', "?0", { device: "desktop", os: "chromeos" }],
    ["a computer", AS_DESKTOP, '"Windows"', "?0", { device: "desktop", os: "windows" }],
    ["a system that nobody knows", AS_DESKTOP, '"Haiku"', "?0", { device: "desktop", os: "linux" }],
    ["a lie", AS_DESKTOP, "constructor", "?1", { device: "desktop", os: "linux" }],
  ])("%s", (_, agent, platform, mobile, expected) => {
    expect(readUserAgent(agent, hintsOf(platform, mobile))).toMatchObject(expected);
  });

  test("are short, whatever a client sends", () => {
    expect(hintsOf("x".repeat(9_999), "y".repeat(9_999)).length).toBeLessThanOrEqual(32);
  });
});

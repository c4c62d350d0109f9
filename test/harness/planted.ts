import { DEMO } from "@waymark/dev/demo";
import { LOCAL_SECRETS } from "@waymark/dev/local-network";
import { addSource, changeProfile } from "@waymark/network/account";
import type { Actor } from "@waymark/network/context";
import { proposeCorrection } from "@waymark/network/correction";
import { createApiKey, invite } from "@waymark/network/identity";
import { createLink } from "@waymark/network/link";
import { createOffer } from "@waymark/network/offer";
import { changePostbackSettings, createToken, resolvePostback } from "@waymark/network/postback";
import { openThread } from "@waymark/network/support";
import { setSchedule } from "@waymark/network/upload";
import { addPayoutAccount } from "@waymark/network/payout-account";
import { ok, type Conversion, type Page } from "./api.ts";
import { clickEvent, clickMessage, postbackEvent, postbackMessage } from "./events.ts";
import { VAULT } from "./payout-accounts.ts";
import { linkRow, type TestNetwork } from "./network.ts";
import { offerOf, type Caller, type Records, type Sides } from "./sides.ts";
import { until } from "./until.ts";
import { validated } from "./uploads.ts";

/** A recognisable value, and the callers that may see it besides the operator. */
export interface PlantedValue {
  text: string;
  viewers: readonly Caller[];
}

export interface Planted {
  /** Records that hold the values. */
  records: Partial<Records>;
  values: PlantedValue[];
}

/** The amounts of the sides' planted sales in minor units, unlike any other number. */
const AMOUNT_MINOR = { A: 4_123_456_789, B: 7_654_321_987 } as const;

const share = (minor: number, bps: number) => Math.floor((minor * bps + 5_000) / 10_000);

/**
 * Gives each side values that name it: of its webmaster, of its advertiser, and of both. No answer to others
 * may contain them.
 */
export async function plantValues(network: TestNetwork, sides: Sides): Promise<Record<"A" | "B", Planted>> {
  return { A: await plant(network, "A", sides.A.records), B: await plant(network, "B", sides.B.records) };
}

async function plant(network: TestNetwork, side: "A" | "B", { advertiser, webmaster }: Records): Promise<Planted> {
  const mark = `zq${side.toLowerCase()}`;
  const [w, a] = [`webmaster ${side}`, `advertiser ${side}`] as const;
  const asWebmaster: Actor = { role: "webmaster", id: `key_w${mark}`, webmasterId: webmaster };
  const asAdvertiser: Actor = { role: "advertiser", id: `key_a${mark}`, advertiserId: advertiser };
  const [ctxW, ctxA] = [network.context(asWebmaster), network.context(asAdvertiser)];
  const sold = await sell(network, { side, mark, advertiser, ctxW, ctxA });
  await addSource(ctxW, { kind: "site", url: `https://${mark}.maps.blog/`, name: "" });
  await changeProfile(ctxW, "webmaster", webmaster, { contact: `wcontact-${mark}` });
  await changeProfile(ctxA, "advertiser", advertiser, { contact: `acontact-${mark}` });
  await changePostbackSettings(ctxA, advertiser, { statuses: { [`word${mark}`]: "approved" } });
  for (const [ctx, name, role] of [
    [ctxW, "w", "webmaster"],
    [ctxA, "a", "advertiser"],
  ] as const) {
    await createApiKey(ctx, { name: `${name}key-${mark}`, scopes: ["read"], expiresAt: null });
    const own = { role, memberRole: "owner", advertiserId: null, webmasterId: null, accountName: null } as const;
    await invite(ctx, { email: `${name}friend-${mark}@people.example`, ...own }, LOCAL_SECRETS.AUTH_SECRET);
    const subject = { kind: "conversion", id: sold.conversion, webmasterId: null, advertiserId: null } as const;
    const words = { title: `${name}title-${mark}`, text: `${name}text-${mark}` };
    await openThread(ctx, { subject, ...words, isPrivate: true });
    await proposeCorrection(network.context(), {
      of: role === "webmaster" ? { webmasterId: webmaster } : { advertiserId: advertiser },
      ...{ currency: "USD", amountMinor: role === "webmaster" ? -1 : 1, reason: `${name}reason-${mark}` },
    });
  }
  await addPayoutAccount(
    network.context(asWebmaster),
    { vault: VAULT, isScreened: false },
    {
      ...{ currency: "CHF", tax: { kind: "none", rateBps: null, taxId: null } },
      details: { method: "other", service: `wservice-${mark}`, account: `waccount-${mark}` },
    },
  );
  const [revenue, commission] = [share(AMOUNT_MINOR[side], 1_300), share(AMOUNT_MINOR[side], 1_000)];
  const values: [text: string, ...viewers: Caller[]][] = [
    ...([`wkey-${mark}`, `wfriend-${mark}`, `wtitle-${mark}`, `wreason-${mark}`, `wservice-${mark}`] as const).map(
      (text): [string, Caller] => [...([text, w] as const)],
    ),
    ...(
      [
        ...[`akey-${mark}`, `afriend-${mark}`, `atitle-${mark}`, `areason-${mark}`, `atoken-${mark}`, `word${mark}`],
        ...[`file-${mark}`, `customer-${mark}`, `margin-${mark}`, `landing-${mark}`, `key_a${mark}`],
        ...[String(revenue), sold.receipt],
      ] as const
    ).map((text): [string, Caller] => [text, a]),
    ...(
      [
        ...[`order-${mark}`, `sub-${mark}`, `resolved-${mark}`, `https://${mark}.maps.blog/`],
        ...[String(commission), sold.conversion, sold.link],
      ] as const
    ).map((text): [string, Caller, Caller] => [text, w, a]),
    // A webmaster's profile is shown to each advertiser whose offers the webmaster runs, and the other way round.
    [`wcontact-${mark}`, w, "advertiser A", "advertiser B"],
    [`acontact-${mark}`, a, "webmaster A", "webmaster B"],
    // What only the operator who pays it opens.
    [`waccount-${mark}`],
    // The network's margin, and its people.
    [String(revenue - commission)],
  ];
  return { records: sold, values: values.map(([text, ...viewers]) => ({ text, viewers })) };
}

/** A sale with a name on everything: reported pending, approved by a file, with a parked postback that was dismissed. */
async function sell(
  network: TestNetwork,
  {
    side,
    mark,
    advertiser,
    ctxW,
    ctxA,
  }: {
    side: "A" | "B";
    mark: string;
    advertiser: string;
    ctxW: ReturnType<TestNetwork["context"]>;
    ctxA: ReturnType<TestNetwork["context"]>;
  },
) {
  const { offer } = await createOffer(network.context(), {
    ...offerOf(advertiser),
    ...({ validation: "upload", holdDays: 30 } as const), // so that no payout run of another test finds its commission
    landings: [{ url: `https://shop.example/landing-${mark}?click_id={click_id}`, weight: 100 }],
  });
  const every = { kind: "month", day: 5 } as const;
  await setSchedule(network.context(), offer.id, { zone: "UTC", every, graceDays: 2, missing: "keep" });
  const link = await createLink(ctxW, { offerId: offer.id, defaults: {} });
  const click = clickEvent(await linkRow(network, link.slug), { advertiserId: advertiser, sub1: `sub-${mark}` });
  await network.localNetwork.deliver("clicks", [clickMessage([click])]);
  const { secret } = await createToken(ctxA, advertiser, {
    ...{ name: `atoken-${mark}`, expiresAt: null, workerSecret: LOCAL_SECRETS.POSTBACK_SECRET },
  });
  const token = secret ?? "";
  const order_id = `order-${mark}`;
  const send = async (amountMinor: number, status: "pending" | "approved") => {
    const fields = { order_id, amount: (amountMinor / 100).toFixed(2), status };
    const event = await postbackEvent(click.clickId, { advertiserId: advertiser, token, fields });
    await network.localNetwork.deliver("postbacks", [postbackMessage([event])]);
    return event.receipt;
  };
  await send(AMOUNT_MINOR[side], "pending");
  const { data } = await ok(network.operator.get<Page<Conversion>>(`/conversions?click_id=${click.clickId}`));
  const key = side === "A" ? DEMO.keys.advertiser : `key-of-${advertiser}`;
  const file = `order_id,status,customer,margin\n${order_id},approved,customer-${mark}@mail.example,margin-${mark}\n`;
  const upload = await validated(network, offer.id, file, { name: `file-${mark}.csv` }, key);
  await ok(network.api(key).post(`/uploads/${upload.id}/commit`));
  await until("the file is applied", async () => {
    const { status } = await ok(network.operator.get<{ status: string }>(`/uploads/${upload.id}`));
    return status === "committed";
  });
  const receipt = await send(100, "approved");
  await resolvePostback(ctxA, { receipt, verb: "dismiss", reason: `resolved-${mark}`, reasonCode: null });
  return {
    offer: offer.id,
    link: link.id,
    click: click.clickId,
    receipt,
    conversion: data[0]?.id ?? "",
    upload: upload.id,
  };
}

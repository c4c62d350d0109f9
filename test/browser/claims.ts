import { DEMO } from "@waymark/dev/demo";
import type { Claim, Conversion } from "@waymark/client";
import { describe, expect, test } from "vitest";
import { ok } from "../harness/api.ts";
import { axeFindings, fill } from "../harness/cabinet.ts";
import { until } from "../harness/until.ts";
import { ADVERTISER, cabinet, WEBMASTER } from "./shared.ts";

const today = () => new Date().toISOString().slice(0, 10);

describe("a webmaster claims", () => {
  test("an order from its click, one that was rejected, and a CSV; the advertiser answers; the webmaster reads why", async () => {
    const { network } = cabinet;
    const { origins } = network.localNetwork;
    const click = await network.click();
    await network.sell({ click_id: await network.click(), order_id: "refused-1", amount: "50.00", status: "rejected" });
    await until("the order is recorded, and the click stored", async () => {
      const { data } = await ok(network.webmaster.get<{ data: Conversion[] }>("/conversions?order_id=refused-1"));
      return data.length === 1 && (await network.webmaster.get(`/clicks/${click}`)).status === 200;
    });
    const { page } = await cabinet.openAs(WEBMASTER, `/clicks/${click}`);
    await page.getByRole("link", { name: "Claim an order" }).click();
    const form = page.getByRole("dialog", { name: "Claim an order" });
    await form.getByLabel("Click").waitFor();
    expect(await form.getByLabel("Click").inputValue()).toBe(click);
    const order = { order_id: "claimed-1", occurred_at: today(), comment: "The customer sent me the confirmation." };
    await fill(page, order);
    await form.getByRole("button", { name: "Send the claim" }).click();
    await form.getByRole("alert").getByText("pays a share of the amount").waitFor();
    await fill(page, { amount: "120.50", currency: "usd" });
    expect(await axeFindings(page)).toEqual([]);
    await form.getByRole("button", { name: "Send the claim" }).click();
    const claim = page.getByRole("dialog", { name: "claimed-1" });
    await claim.getByText("It waits for the advertiser.").waitFor();

    await page.goto(`${origins.control}/conversions?order_id=refused-1`);
    await page.getByRole("link", { name: "refused-1" }).click();
    const refused = page.getByRole("dialog", { name: "refused-1" });
    await refused.getByRole("button", { name: "Claim it" }).click();
    await fill(page, { comment: "It was delivered." });
    await refused.getByRole("button", { name: "Send the claim" }).click();
    await refused.getByText("Waits for the advertiser").waitFor();

    await page.goto(`${origins.control}/claims?new=csv`);
    const csv = page.getByRole("dialog", { name: "Claims from a CSV" });
    const rows = [
      `click_id,order_id,occurred_at,amount`,
      `${click},claimed-2,${today()},10`,
      `x,claimed-3,${today()},10`,
    ];
    await fill(page, { text: rows.join("\n") });
    expect(await axeFindings(page)).toEqual([]);
    await csv.getByRole("button", { name: "Send the claim" }).click();
    await csv.getByText("1 claim is filed.").waitFor();
    await csv.getByText("Row 2: None of your clicks has this click_id.").waitFor();

    const { page: desk } = await cabinet.openAs(ADVERTISER, "/");
    await desk.getByRole("link", { name: "3 claims wait for your answer" }).click();
    await desk.getByRole("link", { name: "claimed-1" }).click();
    const asked = desk.getByRole("dialog", { name: "claimed-1" });
    await asked.getByText("The customer sent me the confirmation.").waitFor();
    expect(await axeFindings(desk)).toEqual([]);
    await asked.getByRole("button", { name: "Accept" }).click();
    await desk.getByRole("dialog", { name: "Accept 1 claim" }).getByRole("button", { name: "Accept 1 claim" }).click();
    await asked.getByText("The claim was accepted.").waitFor();
    await desk.keyboard.press("Escape");
    for (const order_id of ["claimed-2", "refused-1"])
      await desk.getByRole("checkbox", { name: `Choose the claim of order ${order_id}` }).check();
    await desk.getByRole("button", { name: "Decline 2 claims" }).click();
    await fill(desk, { reason: "It is not in our books." });
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByRole("dialog").getByRole("button", { name: "Decline 2 claims" }).click();
    await expect.poll(() => desk.getByRole("checkbox", { name: /^Choose the claim/ }).count()).toBe(0);

    await page.goto(`${origins.control}/claims`);
    await page.getByRole("link", { name: "refused-1" }).click();
    await page.getByRole("dialog", { name: "refused-1" }).getByText("It is not in our books.").waitFor();
    const { data } = await ok(
      network.webmaster.get<{ data: Claim[] }>(`/claims?status=accepted&offer_id=${DEMO.offers.demo}`),
    );
    expect(data).toMatchObject([{ order_id: "claimed-1", amount: { amount_minor: 12_050, currency: "USD" } }]);
  });
});

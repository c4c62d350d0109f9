import { Buffer } from "node:buffer";
import { snapshotKeys, type OfferSnapshot } from "@waymark/contract/snapshot";
import { PIXEL_NAMES, readParameters, type PostbackEvent } from "@waymark/contract/postback-event";
import { findClick, makeDurable, newReceipt, type PostbackPorts } from "./postback.ts";
import { refuse, refuseMiss } from "./refusals.ts";

/** A transparent GIF of one pixel. */
const PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** A conversion that the visitor's browser reports, if the offer allows it. Only click and goal are read. */
export async function pixel(request: Request, ports: PostbackPorts): Promise<Response> {
  const { env, ctx, snapshots } = ports;
  const acceptedAt = Date.now();
  const { searchParams } = new URL(request.url);
  const { values, errors } = readParameters(searchParams, PIXEL_NAMES);
  if (errors.length > 0) return refuse("malformed", { errors });
  const { click_id: clickId = "", goal } = values;
  const click = await findClick(clickId, ports);
  if (typeof click === "string") return refuseMiss(click, "unknown_click_id");
  const offer = await snapshots.find<OfferSnapshot>(snapshotKeys.offer(click.link.offerId), env, ctx);
  if (typeof offer === "string") return refuseMiss(offer, "unknown_click_id");
  if (offer.allowsPixel !== true) return refuse("unknown_click_id");
  if (!(await env.PIXEL_LIMIT.limit({ key: click.clickId })).success) return refuse("too_many_requests");
  const event: PostbackEvent = {
    receipt: newReceipt(acceptedAt),
    acceptedAt,
    advertiserId: click.link.advertiserId,
    tokenHash: "",
    clickId: click.clickId,
    fields: goal === undefined ? {} : { goal },
    request: {
      method: "GET",
      contentType: "",
      parameters: [["click_id", click.clickId], ...(goal === undefined ? [] : [["goal", goal] as [string, string]])],
      isPixel: true,
    },
  };
  return (await makeDurable(event, ports)) ? image() : refuse("not_durable");
}

const image = () =>
  new Response(Buffer.from(PIXEL, "base64"), { headers: { "content-type": "image/gif", "cache-control": "no-store" } });

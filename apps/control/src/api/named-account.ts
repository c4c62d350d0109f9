import { NetworkError } from "@waymark/network/errors";
import type { Account } from "@waymark/network/quota";
import { OptionalId } from "./schema.ts";

/** The fields by which an operator names one account. */
export const AccountFields = {
  webmaster_id: OptionalId.openapi({ description: "Id of the webmaster. Operator only" }),
  advertiser_id: OptionalId.openapi({ description: "Id of the advertiser. Operator only" }),
};

interface Named {
  webmaster_id?: string | undefined;
  advertiser_id?: string | undefined;
}

/** The account that a request names; undefined if it names none. Throws `invalid_input` for two. */
export function accountNamed({ webmaster_id, advertiser_id }: Named): Account | undefined {
  if (webmaster_id !== undefined && advertiser_id !== undefined)
    throw new NetworkError("invalid_input", "Name one account", [
      { path: "advertiser_id", message: "not together with webmaster_id" },
    ]);
  if (webmaster_id !== undefined) return { webmasterId: webmaster_id };
  return advertiser_id === undefined ? undefined : { advertiserId: advertiser_id };
}

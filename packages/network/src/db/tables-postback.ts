import type { Generated } from "kysely";
import type { ResolutionWord } from "../words.ts";

/**
 * Rows of advertisers' postback settings (migrations/network/0004), and of the resolutions of parked postbacks (0018).
 */
export interface PostbackTables {
  postback_settings: {
    advertiser_id: string;
    version: number;
    settings: string;
    actor: string;
    changed_at: number;
  };
  postback_resolution: {
    receipt: string;
    verb: ResolutionWord;
    actor: string;
    reason_code: string | null;
    reason: string | null;
    conversion_id: string | null;
    other_conversion_id: string | null;
    replayed_as: string | null;
    resolved_at: number;
  };
  postback_secret: {
    id: string;
    advertiser_id: string;
    created_at: number;
    revoked_at: number | null;
    revoked_by: Generated<string | null>;
    revoked_reason: Generated<string | null>;
  };
}

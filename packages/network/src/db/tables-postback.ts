/** Rows of what advertisers set for their postbacks (migrations/network/0004). */
export interface PostbackTables {
  postback_settings: {
    advertiser_id: string;
    version: number;
    settings: string;
    actor: string;
    changed_at: number;
  };
  postback_secret: { id: string; advertiser_id: string; created_at: number; revoked_at: number | null };
}

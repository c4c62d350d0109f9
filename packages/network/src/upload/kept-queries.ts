import { rawStatement, type Db, type Statement } from "../db/index.ts";
import type { KeptSetting } from "./kept.ts";
import type { RequestedNotation } from "./notation.ts";

/** The settings kept from earlier uploads of the advertiser; columns by their plain names. */
export async function listKept({ query }: Db, advertiserId: string): Promise<KeptSetting[]> {
  const [readings, columns] = await Promise.all([
    query.selectFrom("upload_reading").selectAll().where("advertiser_id", "=", advertiserId).execute(),
    query.selectFrom("upload_column").selectAll().where("advertiser_id", "=", advertiserId).execute(),
  ]);
  return [
    ...readings.map((row): KeptSetting => ({
      setting: row.kind === "decimal" ? "decimal_separator" : row.kind,
      ...{ name: row.name, meaning: row.meaning },
      ...{ from: "upload", uploadId: row.upload_id, keptAt: row.kept_at },
    })),
    ...columns.map((row): KeptSetting => ({
      ...{ setting: "column", name: row.name, meaning: row.field },
      ...{ from: "upload", uploadId: row.upload_id, keptAt: row.kept_at },
    })),
  ];
}

/** The upload that made a setting, and when. */
interface Origin {
  advertiserId: string;
  uploadId: string;
  now: number;
}

/** Keeps the settings of an upload for the advertiser's next files. `fields`: by the plain names of columns. */
export const keepSettings = (
  origin: Origin,
  { decimal, dates, statuses }: RequestedNotation,
  fields: Readonly<Record<string, string>>,
): Statement[] => [
  ...keepReadings(origin, [
    ...(decimal === null ? [] : [["decimal", "", decimal]]),
    ...(dates === null ? [] : [["dates", "", dates]]),
    ...Object.entries(statuses).map(([word, status]) => ["status", word, status]),
  ]),
  ...keepColumns(origin, fields),
];

const keepReadings = ({ advertiserId, uploadId, now }: Origin, rows: readonly (readonly string[])[]): Statement[] =>
  rows.length === 0
    ? []
    : [
        rawStatement(
          `INSERT INTO upload_reading (advertiser_id, kind, name, meaning, upload_id, kept_at)
           SELECT ?1, value ->> 0, value ->> 1, value ->> 2, ?2, CAST(?3 AS INTEGER) FROM json_each(?4) WHERE true
           ON CONFLICT (advertiser_id, kind, name) DO UPDATE
           SET meaning = excluded.meaning, upload_id = excluded.upload_id, kept_at = excluded.kept_at`,
          [advertiserId, uploadId, now, JSON.stringify(rows)],
        ),
      ];

const keepColumns = ({ advertiserId, uploadId, now }: Origin, fields: Readonly<Record<string, string>>): Statement[] =>
  Object.keys(fields).length === 0
    ? []
    : [
        rawStatement(
          `INSERT INTO upload_column (advertiser_id, name, field, upload_id, kept_at)
           SELECT ?1, key, value, ?2, CAST(?3 AS INTEGER) FROM json_each(?4) WHERE true
           ON CONFLICT (advertiser_id, name) DO UPDATE
           SET field = excluded.field, upload_id = excluded.upload_id, kept_at = excluded.kept_at`,
          [advertiserId, uploadId, now, JSON.stringify(fields)],
        ),
      ];

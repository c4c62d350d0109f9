import { Button } from "@mantine/core";
import { ApiError } from "@waymark/client";
import { useTranslation } from "react-i18next";
import classes from "./parts.module.css";

interface ConflictProps {
  error: unknown;
  /** The names of fields, by the API's. */
  labels: Readonly<Record<string, string>>;
  /** Reads the present values; what was typed in these fields is given up. */
  onTheirs: () => void;
  /** Sends what was typed again, on top of the present version. */
  onYours: () => void;
}

/** Another person changed the same thing first: shows their values beside yours, and lets the person choose. */
export function Conflict({ error, labels, onTheirs, onYours }: ConflictProps) {
  const { t } = useTranslation();
  if (!isConflict(error)) return null;
  return (
    <div role="alert" className={classes["conflict"]}>
      <p>{t("conflict_text")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("conflict_field")}</th>
            <th scope="col">{t("conflict_theirs")}</th>
            <th scope="col">{t("conflict_yours")}</th>
          </tr>
        </thead>
        <tbody>
          {error.errors.map(({ path, theirs, yours }) => (
            <tr key={path}>
              <th scope="row">{labels[path] ?? path}</th>
              <td>{written(theirs)}</td>
              <td>{written(yours)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes["buttons"]}>
        <Button variant="default" size="xs" onClick={onTheirs}>
          {t("conflict_take_theirs")}
        </Button>
        <Button size="xs" onClick={onYours}>
          {t("conflict_send_yours")}
        </Button>
      </div>
    </div>
  );
}

/** Whether the change was refused because the version that it was made on is no longer the current one. */
export const isConflict = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.code === "conflict" || error.code === "precondition_failed") &&
  error.errors.some((fault) => "theirs" in fault);

const written = (value: unknown): string =>
  value === undefined || value === null ? "—" : typeof value === "string" ? value : JSON.stringify(value);

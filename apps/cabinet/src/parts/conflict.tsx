import { Button } from "@mantine/core";
import { ApiError } from "@waymark/client";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "./states.tsx";
import classes from "./parts.module.css";

interface ConflictProps<Values> {
  error: unknown;
  /** Reads the present values. */
  readTheirs: () => Promise<Values>;
  yours: Values;
  /** Fields by the API's names, with what they are called here. */
  labels: Readonly<Partial<Record<keyof Values & string, string>>>;
  /** Takes the present values; what was typed is given up. */
  onTheirs: (theirs: Values) => void;
  /** Sends what was typed again, on top of the present version. */
  onYours: () => void;
}

/** Another person changed the same thing first: shows their values beside yours, and lets the person choose. */
export function Conflict<Values extends Record<string, string | boolean>>(props: ConflictProps<Values>) {
  return isConflict(props.error) ? <Differences {...props} /> : null;
}

function Differences<Values extends Record<string, string | boolean>>(props: ConflictProps<Values>) {
  const { error, readTheirs, yours, labels, onTheirs, onYours } = props;
  const { t } = useTranslation();
  const [found, setFound] = useState<{ theirs?: Values; fault?: unknown }>({});
  useEffect(() => {
    readTheirs().then(
      (theirs) => setFound({ theirs }),
      (fault: unknown) => setFound({ fault }),
    );
    // Once for each refusal: a new one comes with another error.
  }, [error]);
  const { theirs, fault } = found;
  if (fault !== undefined) return <Failed error={fault} />;
  if (theirs === undefined) return null;
  const names = Object.keys(yours).filter((name) => theirs[name] !== yours[name]);
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
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{labels[name] ?? name}</th>
              <td>{written(theirs[name])}</td>
              <td>{written(yours[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes["buttons"]}>
        <Button variant="default" size="xs" onClick={() => onTheirs(theirs)}>
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
  error instanceof ApiError && (error.code === "conflict" || error.code === "precondition_failed");

const written = (value: string | boolean | undefined): string =>
  value === undefined || value === "" ? "—" : String(value);

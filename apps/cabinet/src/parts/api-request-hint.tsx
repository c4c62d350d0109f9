import { Popover, UnstyledButton } from "@mantine/core";
import { ROUTES } from "@waymark/client";
import { useTranslation } from "react-i18next";
import type { InputOf, OperationName } from "../api/index.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icon.tsx";
import classes from "./parts.module.css";

interface ApiRequestHintProps<Name extends OperationName> {
  name: Name;
  input: InputOf<Name>;
}

/** “The exact API request”: the command line for what this part of the page shows. */
export function ApiRequestHint<Name extends OperationName>({ name, input }: ApiRequestHintProps<Name>) {
  const { t } = useTranslation();
  const command = commandOf(name, input);
  return (
    <Popover position="bottom-end" width={440} shadow="sm">
      <Popover.Target>
        <UnstyledButton className={classes["hint"]}>
          <Icon name="code" size={16} /> {t("api_request")}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes["command"]}>
          <code>{command}</code>
          <CopyButton text={command} label={t("the_command")} />
        </div>
        <p className={classes["lead"]}>{t("api_request_key")}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

function commandOf<Name extends OperationName>(name: Name, input: InputOf<Name>): string {
  const {
    path = {},
    query = {},
    body,
  } = input as {
    path?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
  }; // the three parts of any input
  const { method, path: pattern } = ROUTES[name];
  const filled = pattern.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(path[part] ?? ""));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(key, String(one));
  const url = `${location.origin}${filled}${search.size === 0 ? "" : `?${search.toString()}`}`;
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}'${url}'`,
    `-H "Authorization: Bearer $WAYMARK_KEY"`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`]),
  ].join(" \\\n  ");
}

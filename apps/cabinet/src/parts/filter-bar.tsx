import { Button, Menu, TextInput, UnstyledButton } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/index.ts";
import { Icon } from "./icon.tsx";
import classes from "./parts.module.css";

/** A filter by the name of its parameter in the address, with the words of its values. */
export type Filter = { name: string; label: string } & (
  | { kind: "choice"; options: readonly { value: string; label: string }[] }
  | { kind: "text"; placeholder?: string }
  | { kind: "day" }
);

/** The first and the last day of a list, as `from` and `to` in the address. */
export function useDayFilters(): Filter[] {
  const { t } = useTranslation();
  return [
    { name: "from", label: t("from_day"), kind: "day" },
    { name: "to", label: t("to_day"), kind: "day" },
  ];
}

interface FilterBarProps {
  filters: readonly Filter[];
  /** The parameters of the address. */
  values: Readonly<Record<string, string | undefined>>;
  /** Writes a parameter into the address; undefined removes it. */
  onChange: (changes: Record<string, string | undefined>) => void;
}

/** The filters of a list in one line: those that are set are chips, which can be removed. */
export function FilterBar({ filters, values, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const set = filters.filter(({ name }) => values[name] !== undefined);
  const open = filters.filter(({ name }) => values[name] === undefined);
  const asked = open.find(({ name }) => name === asking);
  return (
    <div className={classes["filters"]}>
      {set.map((filter) => (
        <span key={filter.name} className={classes["chip"]}>
          {filter.label}: {wordOf(filter, values[filter.name] ?? "", format.time)}
          <UnstyledButton
            aria-label={t("remove_filter", { name: filter.label })}
            onClick={() => onChange({ [filter.name]: undefined })}
          >
            <Icon name="close" size={14} />
          </UnstyledButton>
        </span>
      ))}
      {open.length > 0 && (
        // It would give the focus back later, and so take it from the field that an item opened.
        <Menu position="bottom-start" shadow="sm" returnFocus={false} onClose={() => button.current?.focus()}>
          <Menu.Target>
            <Button ref={button} variant="default" size="xs" leftSection={<Icon name="plus" size={14} />}>
              {t("add_filter")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {open.flatMap((filter) =>
              filter.kind === "choice"
                ? [
                    <Menu.Label key={filter.name}>{filter.label}</Menu.Label>,
                    ...filter.options.map(({ value, label }) => (
                      <Menu.Item key={`${filter.name} ${value}`} onClick={() => onChange({ [filter.name]: value })}>
                        {label}
                      </Menu.Item>
                    )),
                  ]
                : [
                    <Menu.Item key={filter.name} onClick={() => setAsking(filter.name)}>
                      {filter.label}…
                    </Menu.Item>,
                  ],
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {asked !== undefined && (
        <AskForText
          filter={asked}
          onDone={(value) => {
            setAsking(undefined);
            if (value !== "") onChange({ [asked.name]: value });
          }}
        />
      )}
    </div>
  );
}

function AskForText({ filter, onDone }: { filter: Filter; onDone: (value: string) => void }) {
  const [value, setValue] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(value.trim());
      }}
    >
      <TextInput
        size="xs"
        autoFocus
        type={filter.kind === "day" ? "date" : "text"}
        aria-label={filter.label}
        placeholder={filter.kind === "text" ? (filter.placeholder ?? filter.label) : filter.label}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onBlur={() => onDone(value.trim())}
        onKeyDown={(event) => event.key === "Escape" && onDone("")}
      />
    </form>
  );
}

function wordOf(filter: Filter, value: string, timeText: (iso: string) => string): string {
  switch (filter.kind) {
    case "choice":
      return filter.options.find((option) => option.value === value)?.label ?? value;
    case "day":
      // A report leads here with the moments at which its days begin and end.
      return value.includes("T") && !Number.isNaN(Date.parse(value)) ? timeText(value) : value;
    case "text":
      return value;
  }
}

import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouteContext, useRouter } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../api/index.ts";
import { Icon, type IconName } from "../parts/icon.tsx";
import { Failed } from "../parts/states.tsx";
import type { Language } from "../text/index.ts";
import { useAddressOf, type Place } from "./navigation.ts";
import classes from "./shell.module.css";

interface SearchProps {
  places: readonly Place[];
  language: Language;
  onClose: () => void;
}

/** One line of the results. */
interface Result {
  address: string;
  icon: IconName;
  title: string;
  subtitle: string | null;
}

const TYPING_MS = 150;
const LENGTH_MIN = 2;

/** Finds pages by their names in either language, and anything by a pasted id, number, link or a part of a name. */
export function Search({ places, language, onClose }: SearchProps) {
  const { t } = useTranslation();
  const { history } = useRouter();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const { results, isAsking, error } = useResults(text.trim(), places, language);
  const at = Math.min(chosen, results.length - 1);
  const open = (result: Result | undefined) => {
    if (result === undefined) return;
    onClose();
    history.push(result.address);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setChosen(Math.min(at + 1, results.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(at - 1, 0));
    else if (event.key === "Enter") open(results[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      attributes={{ content: { "aria-label": t("search") } }}
      padding={0}
      yOffset="12vh"
      centered={false}
      size={560}
    >
      <TextInput
        data-autofocus
        variant="unstyled"
        className={classes["searchInput"]}
        leftSection={<Icon name="search" />}
        role="combobox"
        aria-expanded
        aria-controls="search-results"
        aria-activedescendant={results[at] === undefined ? undefined : `search-${at}`}
        aria-label={t("search")}
        placeholder={t("search_placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      {error !== null && <Failed error={error} />}
      <ul id="search-results" role="listbox" aria-label={t("search_results")} className={classes["results"]}>
        {results.map((result, index) => (
          <li
            key={result.address}
            id={`search-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setChosen(index)}
            onClick={() => open(result)}
          >
            <Icon name={result.icon} />
            <span>{result.title}</span>
            {result.subtitle !== null && <small>{result.subtitle}</small>}
          </li>
        ))}
      </ul>
      {results.length === 0 && !isAsking && <p className={classes["nothing"]}>{t("nothing_found")}</p>}
    </Modal>
  );
}

function useResults(text: string, places: readonly Place[], language: Language) {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/frame" });
  const addressOf = useAddressOf(me.role);
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const isLong = settled.length >= LENGTH_MIN;
  const { data, isFetching, error } = useQuery({
    ...read("search", { query: { search: settled } }),
    enabled: isLong,
    placeholderData: keepPreviousData,
  });
  const wanted = text.toLocaleLowerCase();
  const pages = places
    .filter(({ name }) => Object.values(name).some((one) => one.toLocaleLowerCase().includes(wanted)))
    .map(({ path, icon, name }): Result => ({ address: path, icon, title: name[language], subtitle: null }));
  const found = (isLong && text !== "" ? (data?.data ?? []) : []).flatMap((one): Result[] => {
    const address = addressOf(one);
    const subtitle = [t(`found_${one.kind}`), one.subtitle].filter((part) => part !== null).join(" · ");
    return address === undefined ? [] : [{ address, icon: "search", title: one.title, subtitle }];
  });
  return { results: [...found, ...pages], isAsking: isFetching || settled !== text, error };
}

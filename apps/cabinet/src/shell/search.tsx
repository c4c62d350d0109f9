import { Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../parts/icon.tsx";
import type { Language } from "../text/index.ts";
import type { Place } from "./navigation.ts";
import classes from "./shell.module.css";

interface SearchProps {
  places: readonly Place[];
  language: Language;
  onClose: () => void;
}

/** Finds pages by their names in either language. Works with the keyboard: arrows, Enter, Escape. */
export function Search({ places, language, onClose }: SearchProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const wanted = text.trim().toLocaleLowerCase();
  const found = places.filter(({ name }) =>
    Object.values(name).some((one) => one.toLocaleLowerCase().includes(wanted)),
  );
  const at = Math.min(chosen, found.length - 1);
  const open = (place: Place | undefined) => {
    if (place === undefined) return;
    onClose();
    void navigate({ to: place.path });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      centered={false}
      title={undefined}
    >
      <TextInput
        data-autofocus
        variant="unstyled"
        className={classes["searchInput"]}
        leftSection={<Icon name="search" />}
        role="combobox"
        aria-expanded
        aria-controls="search-results"
        aria-activedescendant={found[at] === undefined ? undefined : `search-${at}`}
        aria-label={t("search")}
        placeholder={t("search_placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setChosen(Math.min(at + 1, found.length - 1));
          else if (event.key === "ArrowUp") setChosen(Math.max(at - 1, 0));
          else if (event.key === "Enter") open(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="search-results" role="listbox" aria-label={t("search_results")} className={classes["results"]}>
        {found.map((place, index) => (
          <li
            key={place.path}
            id={`search-${index}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => setChosen(index)}
            onClick={() => open(place)}
          >
            <Icon name={place.icon} />
            {place.name[language]}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={classes["nothing"]}>{t("nothing_found")}</p>}
    </Modal>
  );
}

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list, read } from "../../api/index.ts";

interface OfferChoiceProps {
  /** Id of the chosen offer; empty: none. */
  value: string;
  error?: string | undefined;
  /** Whether the dialog begins here. */
  isFirst: boolean;
  onChoose: (id: string) => void;
}

const SEARCH_AFTER_MS = 200;

/** Chooses an offer by a part of its name. */
export function OfferChoice({ value, error, isFirst, onChoose }: OfferChoiceProps) {
  const { t } = useTranslation("links");
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), SEARCH_AFTER_MS);
  const chosen = useQuery({ ...read("getOffer", { path: { id: value } }), enabled: value !== "" });
  const isChosenName = chosen.data?.name === wanted;
  const search = wanted === "" || isChosenName ? {} : { search: wanted };
  const { data = [] } = useInfiniteQuery(list("listOffers", { query: { ...search, status: "active", limit: 50 } }));
  const offers = new Map(
    [...data, ...(chosen.data === undefined ? [] : [chosen.data])].map(({ id, name }) => [id, name]),
  );
  return (
    <Select
      name="offer_id"
      label={t("offer")}
      required
      searchable
      error={error}
      placeholder={t("offer_search")}
      nothingFoundMessage={t("offer_none")}
      data={[...offers].map(([id, name]) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      value={value === "" ? null : value}
      onSearchChange={setTyped}
      onChange={(id) => onChoose(id ?? "")}
      data-autofocus={isFirst || undefined}
    />
  );
}

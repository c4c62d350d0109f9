import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { read } from "../../api/index.ts";

const OPERATORS_MAX = 500;

/** Names the operator who did something; a key or a job keeps its id. */
export function useActorName(): (id: string) => string {
  const { data } = useQuery(read("listMembers", { query: { role: "operator", limit: OPERATORS_MAX } }));
  return useCallback((id) => data?.data.find((member) => member.id === id)?.name ?? id, [data]);
}

import { z } from "@hono/zod-openapi";
import type { Actor } from "@waymark/network/context";
import { NetworkError } from "@waymark/network/errors";
import type { Role } from "@waymark/network/words";
import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { App } from "../http.ts";
import { unknownKey } from "./strict.ts";

/**
 * Who sees a field of an answer. `own side`: also the side that it is about. `if set`: it is absent for its viewers too
 * where it has no value.
 */
export type Viewer = Role | "own side" | "if set";

const viewersOf = new WeakMap<z.ZodType, readonly Viewer[]>();

export const noteViewers = (field: z.ZodType, viewers: readonly Viewer[]): void => void viewersOf.set(field, viewers);

/** Whether answers to a role can have this field. */
export function isSeenBy(role: Actor["role"], field: z.ZodType): boolean {
  const viewers = viewersOf.get(field);
  return role === "system" || viewers === undefined || viewers.includes(role) || viewers.includes("own side");
}

/** The query of a route, and who may use each of its filters that not every role may. */
interface Filters {
  names: readonly string[];
  viewers: ReadonlyMap<string, readonly Viewer[]>;
}

/** A filter by a field that a caller may not see would tell its value. It is unknown to them, like any other name. */
export function hiddenFault(
  { names, viewers }: Filters,
  role: Role,
  query: Readonly<Record<string, string[]>>,
): { path: string; message: string } | undefined {
  const isHidden = (field: string) => {
    const seeing = viewers.get(field);
    return seeing !== undefined && !seeing.includes(role);
  };
  const known = names.filter((name) => !isHidden(name));
  const filter = Object.keys(query).find((name) => names.includes(name) && isHidden(name));
  if (filter !== undefined) return { path: filter, message: unknownKey(filter, known) };
  const order = query["sort"]?.find((word) => isHidden(word.replace(/^-/, "")));
  return order === undefined ? undefined : { path: "sort", message: `${order} is not known here` };
}

/** The filters of a list whose fields some roles don't see: by the schema of its items, or of the parameter itself. */
export function filtersOf(query: unknown, responses: unknown): Filters {
  const parameters = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {};
  const fields = [...Object.entries(itemOf(responses)), ...Object.entries(parameters)];
  const viewers = fields.flatMap(([name, field]) => {
    const seeing = viewersOf.get(field);
    return seeing === undefined ? [] : [[name, seeing] as const];
  });
  return { names: Object.keys(parameters), viewers: new Map(viewers) };
}

/** The fields of a list's items. */
function itemOf(responses: unknown): Record<string, z.ZodType> {
  const answer = (responses as Record<string, { content?: Record<string, { schema?: unknown }> }>)["200"]; // of a route
  const schema = answer?.content?.["application/json"]?.schema;
  const data: unknown = schema instanceof z.ZodObject ? (schema.shape as Record<string, unknown>)["data"] : undefined;
  const item: unknown = data instanceof z.ZodArray ? data.element : undefined;
  return item instanceof z.ZodObject ? (item.shape as Record<string, z.ZodType>) : {};
}

/** A guard for lists with such filters. */
export function refuseHiddenFilters(query: unknown, responses: unknown): MiddlewareHandler[] {
  const filters = filtersOf(query, responses);
  if (filters.viewers.size === 0) return [];
  return [
    createMiddleware<App>(async (c, next) => {
      const { actor } = c.var.access;
      const fault = actor.role === "system" ? undefined : hiddenFault(filters, actor.role, c.req.queries());
      if (fault !== undefined) throw new NetworkError("invalid_input", "The request does not fit its schema", [fault]);
      await next();
    }),
  ];
}

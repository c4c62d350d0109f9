import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { textsIn } from "../../search-parameters.ts";
import { frameRoute } from "../../shell/routes.tsx";
import { loadTexts } from "../../text/index.ts";
import type en from "./en.json";

declare module "../../text/texts.ts" {
  interface Texts {
    uploads: typeof en;
  }
}

const uploadsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/uploads",
  validateSearch: (search) => textsIn(search, "status", "offer_id", "from", "to"),
  loader: () => loadTexts("uploads"),
  staticData: {
    page: { name: { en: "Files of orders", ru: "Выгрузки заказов" }, icon: "upload", roles: ["webmaster"], order: 7 },
    opens: { upload: (id) => `/uploads/${id}` },
  },
  component: lazyRouteComponent(() => import("./page.tsx"), "UploadsPage"),
});

const uploadRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/uploads/$id",
  validateSearch: (search) => textsIn(search, "outcome", "is_missing"),
  loader: () => loadTexts("uploads", "outcomes"),
  component: lazyRouteComponent(() => import("./upload.tsx"), "UploadPage"),
});

export const uploadsRoutes = [uploadsRoute, uploadRoute] as const;

import "./without-eval.ts";
import "./ui/app.css";
import { createClient } from "@aac/contract";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ClientContext } from "./data/client-context.ts";
import { createDashboardRouter } from "./routes.tsx";
import { createQueryClient } from "./data/query-client.ts";
import { ClockProvider } from "./ui/clock.tsx";
import { ToastProvider } from "./ui/toast.tsx";

const baseUrl = document.querySelector<HTMLMetaElement>("meta[name=aac-api]")?.content ?? "";
const client = createClient({ baseUrl, credentials: baseUrl === "" ? "same-origin" : "include" });
const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  const isOpen = ["/sign-in", "/sign-up", "/invitation"].some((open) => pathname.startsWith(open));
  if (!isOpen) void router.navigate({ to: "/sign-in", search: { from: href }, replace: true });
});
const router = createDashboardRouter({ client, queryClient });

createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <ClientContext value={client}>
      <QueryClientProvider client={queryClient}>
        <ClockProvider>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </ClockProvider>
      </QueryClientProvider>
    </ClientContext>
  </StrictMode>,
);

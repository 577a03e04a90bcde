import "./without-eval.ts";
import "./ui/app.css";
import { createClient } from "@aac/contract";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ClientContext } from "./data/client-context.ts";
import { createContactKeeper } from "./data/contact.ts";
import { ContactContext } from "./data/contact-context.ts";
import { watchDevice } from "./data/watch-device.ts";
import { createDashboardRouter } from "./routes.tsx";
import { runQuery, sessionQuery } from "./data/queries.ts";
import { createQueryClient } from "./data/query-client.ts";
import { ClockProvider } from "./ui/clock.tsx";
import { ToastProvider } from "./ui/toast.tsx";
import { locale } from "./words/locale.ts";

const ignore = () => undefined;
const baseUrl = document.querySelector<HTMLMetaElement>("meta[name=aac-api]")?.content ?? "";
const contact = createContactKeeper({
  fetch: window.fetch.bind(window),
  now: Date.now,
  isOnline: () => navigator.onLine,
  probe: () => client.call("getSession", {}, AbortSignal.timeout(10_000)).then(ignore, ignore),
  onBack() {
    void queryClient.invalidateQueries();
    // What could not be read before a page was shown is read by the router.
    if (router.state.matches.some(({ status }) => status === "error")) void router.invalidate();
  },
});
const client = createClient({
  baseUrl,
  credentials: baseUrl === "" ? "same-origin" : "include",
  fetch: contact.fetch,
});
const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  const isOpen = ["/sign-in", "/sign-up", "/invitation"].some((open) => pathname.startsWith(open));
  if (!isOpen) void router.navigate({ to: "/sign-in", search: { from: href }, replace: true });
});
const router = createDashboardRouter({ client, queryClient });
watchDevice(contact);

// What the page needs is on its way before it is drawn, and its code does not wait for the session.
const [matchedRoutes, { run }] = router.getMatchedRoutes(router.latestLocation.pathname);
if (matchedRoutes.some(({ id }) => id === "/app")) void queryClient.prefetchQuery(sessionQuery(client));
if (run !== undefined) void queryClient.prefetchQuery(runQuery(client, run));
for (const route of matchedRoutes) void router.loadRouteChunk(route);

document.documentElement.lang = locale;
createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <ContactContext value={contact}>
      <ClientContext value={client}>
        <QueryClientProvider client={queryClient}>
          <ClockProvider>
            <ToastProvider>
              <RouterProvider router={router} />
            </ToastProvider>
          </ClockProvider>
        </QueryClientProvider>
      </ClientContext>
    </ContactContext>
  </StrictMode>,
);

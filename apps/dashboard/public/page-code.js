// Runs before the first paint: the code of a page that is opened by its address comes beside the shell's. What it is made
// of is known when the dashboard is built (vite.config.ts).
const { content: pageCode } = document.querySelector("meta[name=aac-page-code]");
for (const [start, files] of JSON.parse(pageCode || "[]")) {
  if (!location.pathname.startsWith(start)) continue;
  for (const href of files)
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}

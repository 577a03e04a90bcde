import { routes } from "@aac/contract";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { macros } from "./macros.ts";

const server = "http://127.0.0.1:3000";

const text = String.raw`(?:"(?:[^"\\]|\\.)*"|\`[^\`]*\`)`;
const described = new RegExp(String.raw`\.describe\(\s*${text}\s*,?\s*\)`, "g");
const told = new RegExp(String.raw`\b(summary|description):\s*${text}`, "g");

/** What the contract says to readers of the API's document is much text, and nothing that a page shows. */
const withoutDocumentation: Plugin = {
  name: "without-documentation",
  enforce: "pre",
  transform: {
    filter: { id: /packages\/contract\/src\// },
    handler: (code) => code.replace(described, "").replace(told, '$1: ""'),
  },
};

/** Of a route the client needs to know where it is. Its schemas stay out of the page unless a form checks with them. */
const routesWithoutSchemas: Plugin = {
  name: "routes-without-schemas",
  enforce: "pre",
  transform: {
    filter: { id: /packages\/contract\/src\/routes\.ts$/ },
    handler: () => {
      const places = Object.entries(routes).map(([name, { method, path }]) => [name, { method, path }]);
      return `export const routes = ${JSON.stringify(Object.fromEntries(places))};`;
    },
  },
};

/** The font of every page is fetched along with its code: text that is drawn in another one first is laid out twice. */
const fontAtOnce: Plugin = {
  name: "font-at-once",
  transformIndexHtml: {
    order: "post",
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((name) => /inter-latin-wght-normal-.*\.woff2$/.test(name))
        .map((name) => ({
          tag: "link",
          attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: "", href: `/${name}` },
          injectTo: "head",
        })),
  },
};

/** Pages whose code is fetched along with the shell's, by how their address begins: those that links from elsewhere lead to. */
const linkedPages = { "/runs/": "pages/run/run-page.tsx" };

/** Tells public/page-code.js of which files these pages are made: else they are asked for once the shell has run. */
const pageCodeAtOnce: Plugin = {
  name: "page-code-at-once",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      if (!bundle) return html;
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const filesOf = (module: string) => {
        const page = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module));
        if (!page) throw new Error(`${module} is in no file of its own.`);
        const files = new Set([page.fileName]);
        for (const name of files)
          for (const other of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) files.add(other);
        return [...files].filter((name) => !html.includes(name)).map((name) => `/${name}`);
      };
      const code = Object.entries(linkedPages).map(([start, module]) => [start, filesOf(module)]);
      const quoted = JSON.stringify(code).replaceAll('"', "&quot;");
      return html.replace('name="aac-page-code" content=""', `name="aac-page-code" content="${quoted}"`);
    },
  },
};

export default defineConfig({
  plugins: [withoutDocumentation, routesWithoutSchemas, fontAtOnce, pageCodeAtOnce, macros(), react(), tailwindcss()],
  server: { proxy: { "/api": server, "/health": server, "/openapi.json": server } },
  build: {
    // The content security policy knows no `data:` for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // In one file, so that zod is told to do without `eval` before the contract's schemas are made.
        // What every page begins with is one other: a module that awaits its language would be split from the rest.
        codeSplitting: {
          groups: [
            { name: "zod", test: /without-eval\.ts|node_modules.zod/, priority: 1 },
            { name: "shell", tags: ["$initial"] },
            // Else each that two pages show would be a file of its own, and six files are fetched at a time.
            { name: "icons", test: /lucide-react/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});

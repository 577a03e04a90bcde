import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:3000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { "/api": server, "/health": server, "/openapi.json": server } },
  build: {
    // The content security policy knows no `data:` for scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // In one file, so that zod is told to do without `eval` before the contract's schemas are made.
        codeSplitting: { groups: [{ name: "zod", test: /without-eval\.ts|node_modules.zod/ }] },
      },
    },
  },
});

// The documentation of `docs/`, as a site. What is built is plain files: search works without a server.

/** Where the site will stand. Only links in its head and its site map need it; pages work under any host. */
const url = process.env.DOCS_URL ?? "https://docs.aac.example";

/** @type {import("@docusaurus/types").Config} */
export default {
  title: "Agnostic Automation Center",
  tagline: "Runs containerised test suites of any language and framework, and understands every test result.",
  url,
  baseUrl: "/",
  trailingSlash: true,
  favicon: "logo.svg",
  onBrokenLinks: "throw",
  onBrokenAnchors: "throw",
  onDuplicateRoutes: "throw",
  // `*.md` is plain Markdown, as the repository's pages show it; nothing in it is JSX.
  markdown: { format: "detect", hooks: { onBrokenMarkdownLinks: "throw", onBrokenMarkdownImages: "throw" } },
  future: { v4: { removeLegacyPostBuildHeadAttribute: true }, faster: true },
  presets: [
    [
      "classic",
      {
        docs: {
          path: "../../docs",
          routeBasePath: "/",
          sidebarPath: "./sidebars.mjs",
          // Only what is linked or shown is taken along.
          include: ["**/*.md"],
        },
        blog: false,
        theme: { customCss: "./src/css/custom.css" },
      },
    ],
  ],
  themes: [
    [
      "@easyops-cn/docusaurus-search-local",
      {
        hashed: true,
        indexBlog: false,
        docsRouteBasePath: "/",
        docsDir: "../../docs",
        highlightSearchTermsOnTargetPage: true,
      },
    ],
  ],
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    navbar: {
      title: "Agnostic Automation Center",
      logo: { alt: "", src: "logo.svg" },
      items: [
        { type: "docSidebar", sidebarId: "guide", label: "Guide", position: "left" },
        { type: "docSidebar", sidebarId: "operate", label: "Operate", position: "left" },
        { type: "docSidebar", sidebarId: "reference", label: "Reference", position: "left" },
      ],
    },
    prism: { additionalLanguages: ["bash", "json", "yaml", "docker", "http", "ini", "java"] },
    docs: { sidebar: { hideable: true } },
  },
};

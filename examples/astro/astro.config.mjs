import node from "@astrojs/node";
import { defineConfig } from "astro/config";

// Links of the CMS end without a slash, old addresses end as they like.
export default defineConfig({
  output: "server",
  adapter: node({ mode: "standalone" }),
  trailingSlash: "ignore",
});

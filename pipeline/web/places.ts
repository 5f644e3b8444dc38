/** Where the web page is built, relative to the project. */
export const PLACES = {
  /** The whole site, ready for any static host. */
  site: "dist/web",
  /** The page without a model: what Vite made. */
  page: "dist/page",
} as const;

/** Where a site and the page that it is made of lie. */
export interface Places {
  readonly site: string;
  readonly page: string;
}

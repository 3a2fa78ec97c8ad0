/** What a repository gave its report of its own. */
export interface SiteLook {
  /** `#rrggbb` for the light and the dark theme, each readable there; null = the standard colour. */
  accent: { light: string; dark: string } | null;
  /** Path of the picture below the site; null = none. */
  logo: string | null;
  /** https links. */
  links: { title: string; url: string }[];
}

/** A key of `qitops.yml` as it holds for this report. */
export interface SiteConfigLine {
  key: string;
  value: string;
  /** `qitops.yml:12`; null = it is not set there, and the default holds. */
  from: string | null;
}

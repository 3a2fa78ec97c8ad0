/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { NEWEST } from './sample-history.ts';

export interface Visit {
  page: Page;
  /** Console errors, exceptions, failed requests and breaches of the content policy. */
  problems: string[];
}

export interface VisitOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  javaScript?: boolean;
}

/** A context with a fixed clock, so that ages and pictures stay the same. */
export async function openContext(browser: Browser, options: VisitOptions = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    javaScriptEnabled: options.javaScript ?? true,
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  await context.clock.setFixedTime(NEWEST + 2 * 3_600_000);
  return context;
}

/** Opens an address and waits until the page has drawn itself. */
export async function visit(context: BrowserContext, url: string): Promise<Visit> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => problems.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} ${response.status()}`);
  });
  await page.goto(url);
  await page.locator('html[data-state=done]').waitFor({ state: 'attached' });
  return { page, problems };
}

/** Text as it is seen, white space as single spaces. */
export async function visibleText(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count
  const text = await locator.innerText();
  return text.replace(/\s+/g, ' ');
}

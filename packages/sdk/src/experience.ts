// The third file, dp-experience.js: how the shopper fares on the page.
import type { Browser } from './browser.ts';
import { watchExperience } from './experience/watch-experience.ts';

watchExperience(window as Browser);

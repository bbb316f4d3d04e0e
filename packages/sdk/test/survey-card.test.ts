// The card of a survey: how it is answered, what it looks like, and that it harms no page.
import { setTimeout as sleep } from 'node:timers/promises';
import axe from 'axe-core';
import { describe, expect, test, vi } from 'vitest';
import { recorder } from './recorded-shop.ts';
import { AFTER, answers, card, open, shown, strict, tag, withSurveyPages } from './survey-page.ts';

withSurveyPages();

describe('the card', () => {
  test('is answered by keyboard alone, takes no focus by itself and gives it back', async () => {
    const page = await open('/thanks');
    await page.focus('#field');
    await card(page).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
    await expect.poll(() => card(page).getByRole('status').textContent()).toBe('How was your order?');
    expect(await card(page).getAttribute('aria-modal')).toBeNull();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { checked: true }).getAttribute('aria-label')).toBe('2 Bad');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Too slow, write to ada@example.org or +32 470 12 34 56');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.querySelector('dp-survey')?.shadowRoot?.activeElement?.textContent)).toBe(
      'Send',
    );
    await page.keyboard.press('Enter');
    expect(await card(page).getByRole('status').textContent()).toBe('Thank you.');
    await page.keyboard.press('Escape');
    expect(await page.locator('dp-survey').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
    await vi.waitFor(() =>
      expect(answers()).toEqual([
        { name: 'after_purchase', kind: 'csat', score: 2, comment: 'Too slow, write to … or …' },
      ]),
    );
    expect(shown()).toEqual(['after_purchase']);
  });

  test('nought is a score, and a choice is known by its word', async () => {
    tag.survey = JSON.stringify([{ ...AFTER, name: 'nps', kind: 'nps' }]);
    const page = await open('/thanks');
    await page.getByRole('radio', { name: '0 Not likely' }).check();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    tag.survey = JSON.stringify({
      ...AFTER,
      name: 'why',
      kind: 'question',
      texts: { en: { question: 'Why us?', choices: { price: 'The price', range: 'The range' } } },
    });
    const other = await open('/thanks');
    await other.getByLabel('The range').check();
    await other.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() =>
      expect(answers()).toEqual([
        { name: 'nps', kind: 'nps', score: 0 },
        { name: 'why', kind: 'question', choice: 'range' },
      ]),
    );
  });

  test('an empty answer is none; closing is none either', async () => {
    tag.survey = JSON.stringify({ ...AFTER, kind: 'question', texts: { en: { question: 'What was missing?' } } });
    const page = await open('/thanks');
    await page.getByRole('button', { name: 'Send' }).click();
    expect(await card(page).getByRole('status').textContent()).toBe('What was missing?');
    await page.getByRole('button', { name: 'Close' }).click();
    await vi.waitFor(() => expect(shown()).toEqual(['after_purchase']));
    expect(answers()).toEqual([]);
  });

  test('says what the shop wrote, in the language of the page', async () => {
    tag.survey = JSON.stringify({
      ...AFTER,
      texts: { de: { question: 'Und?' }, en: { question: 'Well?', close: 'Not now' } },
    });
    const page = await open('/thanks');
    await expect.poll(() => card(page).getByRole('status').textContent()).toBe('Well?');
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(await page.locator('dp-survey').count()).toBe(0);
  });

  for (const [width, colorScheme] of [
    [360, 'light'],
    [768, 'dark'],
    [1280, 'light'],
  ] as const) {
    test(`${width} px, ${colorScheme}: axe finds nothing, everything fits, targets are large enough`, async () => {
      tag.survey = JSON.stringify({ ...AFTER, kind: width === 360 ? 'nps' : 'csat' });
      const page = await open('/thanks', { viewport: { width, height: 640 }, colorScheme });
      if (colorScheme === 'dark') await page.addStyleTag({ content: ':root { color-scheme: dark }' });
      await page.getByRole('radio').nth(3).check();
      await page.evaluate(axe.source);
      const found = await page.evaluate(async () => {
        await Promise.all(
          (document.querySelector('dp-survey') as Element).getAnimations({ subtree: true }).map((one) => one.finished),
        );
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
        return (await axe.run()).violations.map(({ id }) => id);
      });
      expect(found).toEqual([]);
      const boxes = await page.evaluate(() =>
        [...(document.querySelector('dp-survey')?.shadowRoot?.querySelectorAll('input, button, textarea') ?? [])].map(
          (one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return { left, right, top, bottom };
          },
        ),
      );
      for (const { left, right, top, bottom } of boxes) {
        expect(Math.min(right - left, bottom - top)).toBeGreaterThanOrEqual(24);
        expect(left >= 0 && top >= 0 && right <= width && bottom <= 640).toBe(true);
      }
    });
  }

  test("keeps still where motion is not wanted, and shows what is chosen where colours are the reader's own", async () => {
    const page = await open('/thanks', { reducedMotion: 'reduce', forcedColors: 'active' });
    await page.getByRole('radio').nth(4).check();
    const looks = await page.evaluate(() => {
      const root = document.querySelector('dp-survey')?.shadowRoot as ShadowRoot;
      const [one, chosen] = [...root.querySelectorAll('span')]
        .slice(-2)
        .map((span) => getComputedStyle(span).backgroundColor);
      return {
        animation: getComputedStyle(root.querySelector('section') as Element).animationName,
        differ: one !== chosen,
      };
    });
    expect(looks).toEqual({ animation: 'none', differ: true });
  });

  test("the colours are the shop's where it has any", async () => {
    const page = await open('/thanks');
    await page.addStyleTag({ content: ':root { --dp-survey-accent: rgb(170, 0, 85) }' });
    await page.getByRole('radio').nth(0).check();
    const colour = await page
      .getByRole('button', { name: 'Send' })
      .evaluate((send) => getComputedStyle(send).backgroundColor);
    expect(colour).toBe('rgb(170, 0, 85)');
  });

  test('a strict policy with a nonce and trusted types is kept', async () => {
    const page = await open('/thanks', {}, strict);
    await page.getByRole('radio').nth(0).check();
    expect(await page.getByRole('button', { name: 'Send' }).evaluate((send) => getComputedStyle(send).cursor)).toBe(
      'pointer',
    );
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(answers()).toHaveLength(1));
  });

  test('the watchers of the experience leave it alone', async () => {
    tag.attributes = 'data-experience="dp-experience.js"';
    const page = await open('/thanks');
    await page.getByRole('radio').nth(0).check();
    await page.fill('dp-survey textarea', 'Fine');
    await page.getByRole('button', { name: 'Send' }).click();
    await vi.waitFor(() => expect(answers()).toHaveLength(1));
    await sleep(500);
    expect(recorder.stored().map(({ name }) => name)).toEqual(['page_view', 'purchase', 'survey_shown', 'survey']);
  });
});

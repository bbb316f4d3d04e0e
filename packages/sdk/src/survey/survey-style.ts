/**
 * The look of a survey. Colours are those of the page's own `color-scheme`, mixed from two that a shop may set, and
 * sizes follow the reader's text size, whatever size the shop gives its own. The host takes no room in the page and
 * inherits nothing but the font.
 */
export const SURVEY_STYLE = `
:host {
  all: initial !important;
  color-scheme: inherit !important;
  font-family: inherit !important;
}
section {
  --b: var(--dp-survey-background, Canvas);
  --t: var(--dp-survey-text, color-mix(in srgb, CanvasText 88%, Canvas));
  --a: var(--dp-survey-accent, var(--t));
  --o: var(--dp-survey-on-accent, var(--b));
  background: var(--b);
  border: 1px solid #8884;
  border-radius: var(--dp-survey-radius, 12px);
  bottom: max(16px, env(safe-area-inset-bottom));
  box-shadow: 0 8px 32px #0003;
  color: var(--t);
  font-family: var(--dp-survey-font, inherit);
  font-size: max(16px, 1rem);
  inset-inline-end: 16px;
  max-height: calc(100% - 32px);
  overflow: auto;
  padding: 20px;
  position: fixed;
  line-height: 1.4;
  width: min(24em, 100% - 32px);
  z-index: 99999999;
}
@media (prefers-reduced-motion: no-preference) { section { animation: a .25s; } }
@keyframes a { from { opacity: 0; transform: translateY(12px); } }
* { border-radius: 8px; box-sizing: border-box; margin: 0; }
p { font-weight: 600; padding-inline-end: 40px; }
div { display: grid; gap: 8px; margin-top: 16px; }
.csat, .nps { gap: 2px; grid-template-columns: repeat(auto-fit, minmax(24px, 1fr)); }
label { position: relative; }
input { appearance: none; cursor: pointer; inset: 0; position: absolute; }
span { align-items: center; background: #8882; border: 1px solid transparent; display: grid; min-height: 44px; padding: 8px; }
.csat span, .nps span { padding: 0; place-content: center; }
.csat span { background: none; }
label:hover span { background: #8884; }
input:checked + span, .send { background: var(--a); color: var(--o); }
:focus-visible, :focus-visible + span { outline: 2px solid var(--a); outline-offset: 1px; }
svg { fill: none; height: 36px; stroke: currentColor; stroke-linecap: round; stroke-width: 1.5; width: 36px; }
small, .close { opacity: .8; }
.ends { display: flex; justify-content: space-between; margin-top: 8px; }
[hidden], div:empty { display: none; }
textarea, button { background: none; border: 1px solid #888; color: inherit; font: inherit; padding: 8px; }
button { cursor: pointer; height: 44px; }
.send, .close { border-color: transparent; padding: 0 16px; }
.send { justify-self: end; }
.close { font-size: 1.5em; inset-inline-end: 4px; position: absolute; top: 8px; }
@media (forced-colors: active) {
  input:checked + span { background: Highlight; color: HighlightText; forced-color-adjust: none; }
}`;

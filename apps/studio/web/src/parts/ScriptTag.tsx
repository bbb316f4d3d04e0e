import { useState } from 'react';
import type { SiteAnswer } from '../../../src/api/site-answer.ts';

/** The one tag a shop pastes, ready to copy. */
export function ScriptTag({ site }: { site: SiteAnswer }) {
  const [copied, setCopied] = useState(false);
  const tag = `<script defer src="${new URL(site.script, location.href)}" data-site="${site.write_key}"></script>`;
  const copy = async () => {
    await navigator.clipboard?.writeText(tag);
    setCopied(true);
  };
  return (
    <div className="script-tag">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{tag}</code>
      </pre>
      <button type="button" onClick={() => void copy().catch(() => setCopied(false))}>
        {copied ? 'Copied ✓' : 'Copy'}
      </button>
    </div>
  );
}
